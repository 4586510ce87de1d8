from datetime import timedelta
from email.errors import MessageError

from django import forms
from django.core import signing
from django.core.mail import EmailMessage
from django.utils import timezone
from django.utils.crypto import get_random_string, salted_hmac
from django.utils.http import url_has_allowed_host_and_scheme

from integrativeworks.content.senders import client_address

from . import spam
from .models import Message

TOKEN_SALT = "feedback"
YOUNGEST = timedelta(seconds=1)  # nobody fills in a form faster
OLDEST = timedelta(days=2)
MOST_PER_HOUR = 6


def fresh_token():
    return signing.dumps(get_random_string(22), salt=TOKEN_SALT)


def own_path(text):
    """`text` if it is the path of a page here, else nothing: it becomes a link."""
    is_ours = text.startswith("/") and url_has_allowed_host_and_scheme(text, allowed_hosts=None)
    return text[:300] if is_ours else ""


def _is_signed_within(age, token):
    try:
        signing.loads(token, salt=TOKEN_SALT, max_age=age)
    except signing.BadSignature:
        return False
    return True


def sender_hash(request):
    """Tells one sender from another for the limit, without keeping who it is."""
    return salted_hmac("feedback.sender", client_address(request)).hexdigest()


class FeedbackForm(forms.ModelForm):
    website = forms.CharField(required=False, label="Leave this empty")  # the honeypot
    token = forms.CharField(widget=forms.HiddenInput)

    class Meta:
        model = Message
        fields = ["kind", "text", "quote", "name", "email", "page"]
        widgets = {
            "kind": forms.RadioSelect,
            "text": forms.Textarea(attrs={"rows": 8}),
            "quote": forms.Textarea(attrs={"rows": 3}),
            "page": forms.HiddenInput,
            "name": forms.TextInput(attrs={"autocomplete": "name"}),
            "email": forms.EmailInput(attrs={"autocomplete": "email"}),
        }
        labels = {
            "kind": "What is it?",
            "text": "Your message",
            "quote": "The passage it is about (optional)",
            "name": "Your name (optional)",
            "email": "Your e-mail, if you would like an answer (optional)",
        }
        error_messages = {
            "text": {"required": "Write a few words first."},
            "kind": {"required": "Choose one of these."},
        }

    def __init__(self, data=None, *, request, **kwargs):
        if data is not None:
            # PostgreSQL can't store NUL characters and no reader meant one.
            data = data.copy()
            for name, values in data.lists():
                data.setlist(name, [value.replace("\x00", "") for value in values])
        super().__init__(data, **kwargs)
        self.request = request
        self.fields["kind"].choices = Message.Kind.choices
        # A length over the limit is cut, not refused: nobody can mend a hidden field.
        self.fields["page"].max_length = None
        self.fields["page"].validators = []
        self.fields["token"].error_messages["required"] = "Please send the form once more."

    def clean_page(self):
        return own_path(self.cleaned_data["page"])

    def clean_email(self):
        address = self.cleaned_data["email"]
        try:
            EmailMessage(reply_to=[address]).message().as_bytes()
        except (ValueError, MessageError):
            raise forms.ValidationError("This address can’t be answered. Check it again.") from None
        return address

    def clean_website(self):
        if self.cleaned_data["website"]:
            raise forms.ValidationError("Leave this field empty, please: it catches robots.")
        return ""

    def clean_token(self):
        token = self.cleaned_data["token"]
        if not _is_signed_within(OLDEST, token) or _is_signed_within(YOUNGEST, token):
            raise forms.ValidationError(
                "Please send the form once more: it was too old or too new."
            )
        return token

    def clean(self):
        super().clean()
        hour_ago = timezone.now() - timedelta(hours=1)
        recent = Message.objects.filter(
            sender=sender_hash(self.request), received_at__gte=hour_ago
        ).count()
        if recent >= MOST_PER_HOUR:
            raise forms.ValidationError(
                "Several messages have come from your connection within the hour. "
                "Your text is still here: please send it a little later."
            )
        return self.cleaned_data

    def save(self, commit=True):
        self.instance.token = salted_hmac(TOKEN_SALT, self.cleaned_data["token"]).hexdigest()
        self.instance.sender = sender_hash(self.request)
        if spam.is_likely(self.instance):
            self.instance.status = Message.Status.PROBABLY_SPAM
        return super().save(commit)
