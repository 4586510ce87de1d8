from django.db import IntegrityError, transaction
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from . import mail
from .forms import FeedbackForm, fresh_token


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def feedback(request):
    if request.method == "POST":
        form = FeedbackForm(request.POST, request=request)
        if form.is_valid():
            try:
                with transaction.atomic():
                    message = form.save()
            except IntegrityError:  # the same form, sent twice: it is here already
                return redirect("feedback_sent")
            mail.send(message)
            return redirect("feedback_sent")
        status = 422
    else:
        form = FeedbackForm(
            request=request,
            initial={
                "page": request.GET.get("page", "")[:300],
                "quote": request.GET.get("quote", "")[:2000],
                "kind": "typo" if request.GET.get("quote") else "question",
            },
        )
        status = 200
    context = {"form": form, "fresh_token": fresh_token(), "page": form["page"].value() or ""}
    return render(request, "feedback/feedback.html", context, status=status)


@never_cache
def feedback_sent(request):
    return render(request, "feedback/feedback_sent.html")
