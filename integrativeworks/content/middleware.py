from django.http import HttpResponsePermanentRedirect

from .models import FormerAddress


def follow_former_addresses(get_response):
    """Lead a visitor of an address that a page has left to where the page is now."""

    def middleware(request):
        response = get_response(request)
        if response.status_code == 404 and "\x00" not in request.path:
            former = FormerAddress.objects.filter(path=request.path).first()
            if former:
                return HttpResponsePermanentRedirect(former.new_path)
        return response

    return middleware
