from django.contrib import admin
from django.forms import Script
from taggit.models import Tag as UnusedTag

from integrativeworks.content.admin import ChoiceAdmin, DeskAdmin, PublishableAdmin, StateFilter
from muscles.figure import views

from .forms import PostForm, RedFlagForm, ReferralPatternForm
from .models import (
    Activity,
    Article,
    Case,
    CranialTechnique,
    Equipment,
    NMTProtocol,
    Post,
    ProtocolStep,
    RedFlag,
    ReferralPattern,
    SelfCarePost,
    Tag,
    TherapyNote,
    TriggerPoint,
)


class MuscleFilter(admin.RelatedFieldListFilter):
    """Only the muscles that posts of this kind name."""

    def field_choices(self, field, request, model_admin):
        named = field.related_model.objects.filter(posts__kind=model_admin.model.KIND.key)
        return [(muscle.pk, str(muscle)) for muscle in named.distinct()]


@admin.register(SelfCarePost, TherapyNote, CranialTechnique, Case, Article)
class PostAdmin(PublishableAdmin):
    """The form of any kind: its facts first, then its sections in reading order."""

    form = PostForm
    desk_group = "Write"
    list_display = ["title", "state", "named_muscles", "to_do", "changed"]
    list_filter = [StateFilter, ("muscles", MuscleFilter), "awaits_rework", "audience"]
    search_fields = ["title", "summary", "body"]
    prepopulated_fields = {"slug": ["title"]}

    @property
    def desk_order(self):
        return self.model.KIND.order

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("muscles")

    @admin.display(description="to do", ordering="awaits_rework")
    def to_do(self, post):
        return "rework" if post.awaits_rework else None

    @admin.display(description="muscles")
    def named_muscles(self, post):
        return ", ".join(sorted({muscle.name for muscle in post.muscles.all()})) or None

    def get_search_fields(self, request):
        return [*self.search_fields, *self.model.section_fields]

    def get_autocomplete_fields(self, request):
        links = (field.name for field in self.model._meta.local_many_to_many)
        return ["cover", *links]

    def get_changeform_initial_data(self, request):
        initial = super().get_changeform_initial_data(request)
        return initial | {
            role: initial[role].split(",") for role in self.form.roles if role in initial
        }

    def get_fieldsets(self, request, obj=None):
        links = [field.name for field in self.model._meta.local_many_to_many]
        sections = self.model.section_fields
        own = {field.name for field in self.model._meta.local_fields if not field.primary_key}
        facts = sorted(own - set(sections))
        groups = [
            (None, ["title", "summary", "tags"]),
            ("What it is about", [*self.form.roles, *links, *facts]),
            ("Before any advice", ["red_flags"]),
            ("Sections", list(sections)),
            ("Text" if not sections else "More text", ["body"]),
            ("Picture and video", ["cover", "video_url"]),
            ("Publishing", ["slug", "audience", "place_on_home", "awaits_rework", "published_at"]),
        ]
        return [(title, {"fields": fields}) for title, fields in groups if fields]


class TriggerPointInline(admin.StackedInline):
    model = TriggerPoint
    template = "admin/trigger_points.html"
    extra = 0
    autocomplete_fields = ["muscle"]
    fields = [("muscle", "label"), "view", ("across", "down")]

    class Media:
        js = [Script("desk-trigger-points.js", type="module")]

    def drawings(self):
        return views().values()


@admin.register(ReferralPattern)
class ReferralPatternAdmin(PostAdmin):
    form = ReferralPatternForm
    inlines = [TriggerPointInline]


class ProtocolStepInline(admin.StackedInline):
    model = ProtocolStep
    extra = 0
    autocomplete_fields = ["picture"]
    fields = ["position", "title", "text", "picture"]


@admin.register(NMTProtocol)
class NMTProtocolAdmin(PostAdmin):
    inlines = [ProtocolStepInline]


@admin.register(Post)
class AnyPostAdmin(ChoiceAdmin):
    """Posts of all kinds; each is written in the form of its kind."""

    search_fields = ["title"]


@admin.register(RedFlag)
class RedFlagAdmin(DeskAdmin):
    form = RedFlagForm
    desk_order = 63
    list_display = ["name", "urgency", "text", "where"]
    list_filter = ["urgency", "regions__zone"]
    search_fields = ["name", "text"]
    autocomplete_fields = ["regions"]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("regions")

    @admin.display(description="where")
    def where(self, flag):
        zones = {region.get_zone_display(): None for region in flag.regions.all()}
        return ", ".join(zones) or "everywhere"


class WordListAdmin(DeskAdmin):
    """Words to choose from in the forms of posts."""

    list_display = ["name"]
    search_fields = ["name"]


@admin.register(Activity)
class ActivityAdmin(WordListAdmin):
    desk_order = 60
    list_display = ["name", "position"]
    prepopulated_fields = {"slug": ["name"]}


@admin.register(Equipment)
class EquipmentAdmin(WordListAdmin):
    desk_order = 61


admin.site.unregister(UnusedTag)  # taggit registers its own


@admin.register(Tag)
class TagAdmin(WordListAdmin):
    desk_order = 62
    prepopulated_fields = {"slug": ["name"]}
