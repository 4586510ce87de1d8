import os
import re

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "integrativeworks.settings")

django = get_wsgi_application()


def application(environ, start_response):
    # Browsers send UTF-8. A made-up charset would fail before Django can refuse it.
    content_type = environ.get("CONTENT_TYPE", "")
    environ["CONTENT_TYPE"] = re.sub(r";\s*charset=[^;]*", "", content_type, flags=re.IGNORECASE)
    return django(environ, start_response)
