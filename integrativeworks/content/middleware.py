from django.http import HttpResponsePermanentRedirect

from .links import own_path
from .models import FormerAddress, NotFound


def follow_former_addresses(get_response):
    """Lead a visitor of an address that a page has left to where the page is now.

    An address that leads nowhere is counted.
    """

    def middleware(request):
        response = get_response(request)
        if response.status_code == 404 and "\x00" not in request.path:
            former = FormerAddress.objects.filter(path=own_path(request.path)[0]).first()
            if former and former.is_open:
                return HttpResponsePermanentRedirect(former.new_path)
            NotFound.count(request)
        return response

    return middleware
