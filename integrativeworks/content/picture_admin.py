"""The practitioner's library of pictures: drop, describe, find, replace."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminFileWidget
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import conditional_escape, format_html
from django.views.decorators.http import require_safe

from .admin import DeskAdmin, with_undo
from .image import EarlierFile, Image
from .picture_uses import used_ids, uses_of, uses_of_each
from .pictures import digest_of

MOST_IN_DIALOG = 48
TYPES = "image/jpeg,image/png,image/webp,image/avif"


class PictureInput(AdminFileWidget):
    initial_text = "Now"
    input_text = "Replace it on every page by"


class ImageForm(forms.ModelForm):
    class Meta:
        # A plain file field: what is in the file, the model checks, in plainer words than Django's.
        field_classes = {"file": forms.FileField}
        widgets = {"file": PictureInput(attrs={"accept": TYPES})}

    def clean_file(self):
        file = self.cleaned_data["file"]
        if "file" in self.changed_data:
            twin = Image.objects.filter(digest=digest_of(file)).first()
            if twin == self.instance:
                raise ValidationError("That is the very file which this picture has already.")
            if twin:
                text = format_html(
                    'You have this picture already: <a href="{}">{}</a>.',
                    reverse("admin:content_image_change", args=[twin.pk]),
                    twin,
                )
                raise ValidationError(text, code="twin", params={"twin": twin})
        return file

    def clean(self):
        data = super().clean()
        is_described = data.get("alt") or data.get("is_decorative")
        if self.instance.pk and not is_described and not self.errors:
            pages = {str(use.page) for use in uses_of(self.instance) if use.is_for_visitors}
            if pages:
                names = ", ".join(sorted(pages))
                self.add_error("alt", f"It is shown to visitors ({names}), so it needs one.")
        return data


class UploadForm(ImageForm):
    class Meta(ImageForm.Meta):
        model = Image
        fields = ["file"]


class DescriptionForm(ImageForm):
    """What is asked right after the upload."""

    class Meta:
        model = Image
        fields = ["alt", "is_decorative", "role"]
        widgets = {"alt": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.auto_id = f"picture-{self.instance.pk}-%s"

    def clean(self):
        data = super().clean()
        if not self.errors and not data["alt"] and not data["is_decorative"]:
            self.add_error("alt", "Say what it shows, or tick “only decoration”.")
        return data


class Question(admin.SimpleListFilter):
    """A filter that is on or off."""

    def lookups(self, request, model_admin):
        return [("yes", self.answer)]

    def queryset(self, request, queryset):
        return self.chosen(queryset) if self.value() == "yes" else queryset


class WithoutDescription(Question):
    title = "description"
    parameter_name = "undescribed"
    answer = "Not described yet"

    def chosen(self, queryset):
        return queryset.without_description()


class Unused(Question):
    title = "use"
    parameter_name = "unused"
    answer = "Used nowhere"

    def chosen(self, queryset):
        return queryset.exclude(pk__in=used_ids())


@admin.register(Image)
class ImageAdmin(DeskAdmin):
    form = ImageForm
    desk_order = 30
    change_list_template = "admin/picture_change_list.html"
    change_form_template = "admin/picture_change_form.html"
    list_display = ["alt"]
    list_filter = ["role", WithoutDescription, Unused]
    list_per_page = 60
    search_fields = ["alt", "caption", "credit", "file"]
    actions_selection_counter = False
    own_views = {
        "library/": "library",
        "upload/": "upload",
        "<int:picture_id>/describe/": "describe",
        "<int:picture_id>/bring-back/<int:file_id>/": "bring_back",
    }
    fieldsets = [
        (None, {"fields": ["file", "alt", "is_decorative", "role", "caption", "credit"]}),
        ("Focus: what stays in sight on a card", {"fields": [("focus_x", "focus_y")]}),
    ]

    # --- the form ---

    def changeform_view(self, request, *args, **kwargs):
        # Packing pictures takes seconds, for which nobody else's saving has to wait: without the
        # transaction around all. What belongs together, the model saves together.
        return self._changeform_view(request, *args, **kwargs)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj:
            context |= {"uses": uses_of(obj), "earlier_files": obj.earlier_files.all()}
        return super().render_change_form(request, context, add, change, form_url, obj)

    def save_model(self, request, picture, form, change):
        super().save_model(request, picture, form, change)
        if "file" in form.changed_data:
            picture.make_renditions()
            if earlier := picture.earlier_files.first():
                self._tell_of_new_file(request, picture, earlier)

    def _tell_of_new_file(self, request, picture, earlier):
        text = (
            f"Every page shows the new file of “{picture}” now. "
            "Look whether description and focus still fit."
        )
        address = self._address("bring_back", picture.pk, earlier.pk)
        self.message_user(request, with_undo(request, text, address), messages.SUCCESS)

    def bring_back(self, request, picture_id, file_id):
        if request.method != "POST" or not self.has_change_permission(request):
            raise PermissionDenied
        picture = get_object_or_404(Image, pk=picture_id)
        earlier = get_object_or_404(EarlierFile, picture=picture, pk=file_id)
        try:
            picture.bring_back(earlier)
            picture.make_renditions()
        except (OSError, ValidationError):
            text = f"The file {earlier} can’t be read any more. Nothing has changed."
            self.message_user(request, text, messages.ERROR)
        else:
            text = f"“{picture}” has its earlier file again, on every page."
            self.message_user(request, text, messages.SUCCESS)
        return redirect("admin:content_image_change", picture.pk)

    def get_deleted_objects(self, objs, request):
        return uses_of_each(objs), {}, set(), []

    # --- for the scripts of the desk ---

    @staticmethod
    def _address(view, *keys):
        return reverse(f"admin:content_image_{view}", args=keys)

    def library(self, request):
        """The newest pictures that match `?q=`, as JSON."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        query = request.GET.get("q", "").replace("\x00", "")
        found, _ = self.get_search_results(request, Image.objects.all(), query)
        return JsonResponse({"pictures": [_entry(picture) for picture in found[:MOST_IN_DIALOG]]})

    def upload(self, request):
        """Take one file into the library and ask for its description; 422 says why not."""
        if request.method != "POST" or not self.has_add_permission(request):
            raise PermissionDenied
        form = UploadForm(request.POST, request.FILES)
        if form.is_valid():
            picture = form.save()
            picture.make_renditions()
            self.log_addition(request, picture, [{"added": {}}])
            return self._ask(request, picture, DescriptionForm(instance=picture))
        [error, *_] = form.errors.as_data()["file"]
        twin = (error.params or {}).get("twin")
        answer = {"error": conditional_escape(error.messages[0])}
        return JsonResponse(answer | ({"picture": _entry(twin)} if twin else {}), status=422)

    def describe(self, request, picture_id):
        """POST: keep the description of a picture. GET: ask for it."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        picture = get_object_or_404(Image, pk=picture_id)
        if request.method != "POST":
            return self._ask(request, picture, DescriptionForm(instance=picture))
        form = DescriptionForm(request.POST, instance=picture)
        if form.is_valid():
            form.save()
            return self._ask(request, picture, None)
        return self._ask(request, Image.objects.get(pk=picture_id), form)

    def _ask(self, request, picture, form):
        context = {"picture": picture, "form": form}
        html = render_to_string("admin/_describe_picture.html", context, request)
        is_refused = form is not None and form.is_bound
        return JsonResponse(
            {"picture": _entry(picture), "html": html}, status=422 if is_refused else 200
        )


def _entry(picture):
    """What the scripts of the desk know of a picture."""
    return {
        "id": picture.pk,
        "address": picture.address,
        "thumbnail": picture.thumbnail_url,
        "name": str(picture),
        "alt": picture.alt,
        "caption": picture.caption,
        "is_described": picture.is_described,
        "describe": reverse("admin:content_image_describe", args=[picture.pk]),
    }


@require_safe
def picture(request, picture_id):
    """What the writing field shows of a picture that a text names by its id.

    Only for the desk: on the site, `rendering` puts the picture itself into its place.
    """
    if not request.user.is_staff:
        raise Http404
    return redirect(get_object_or_404(Image, pk=picture_id).url)
