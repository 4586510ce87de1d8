from django.db import IntegrityError, transaction
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from integrativeworks.views import forbidden

from . import mail
from .forms import FeedbackForm, fresh_token, own_path
from .models import Message

NO_COOKIE = (
    "Please press “Send” once more. Your browser has to accept a cookie for that moment, "
    "and this page may have been open for too long."
)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def feedback(request):
    if request.method == "POST":
        form = FeedbackForm(request.POST, request=request)
        if form.is_valid():
            try:
                with transaction.atomic():
                    message = form.save()
            except IntegrityError:
                if not Message.objects.filter(token=form.instance.token).exists():
                    raise
                # The same form, sent twice: it is here already.
                return _thank(form.cleaned_data["page"])
            mail.send(message)
            return _thank(message.page)
        return _show(request, form, status=422)
    form = FeedbackForm(
        request=request,
        initial={
            "page": own_path(request.GET.get("page", "")),
            "quote": request.GET.get("quote", "")[:2000],
            "kind": "typo" if request.GET.get("quote") else "question",
        },
    )
    return _show(request, form, status=200)


@never_cache
def csrf_failure(request, reason=""):
    """Whatever the browser did with its cookie, what was typed into our form comes back."""
    if request.path != reverse("feedback"):
        return forbidden(request)
    form = FeedbackForm(request.POST, request=request)
    form.add_error(None, NO_COOKIE)
    return _show(request, form, status=403)


def _show(request, form, status):
    context = {
        "form": form,
        "fresh_token": fresh_token(),
        "page": own_path(form["page"].value() or ""),
    }
    return render(request, "feedback/feedback.html", context, status=status)


@never_cache
def feedback_sent(request):
    context = {"page": own_path(request.GET.get("page", ""))}
    return render(request, "feedback/feedback_sent.html", context)


def _thank(page):
    return redirect(reverse("feedback_sent") + "?" + urlencode({"page": page}))
