"""What a post must have to be published, and what would make it better."""

from integrativeworks.content.readiness import COMMON_CHECKS, advice, must, related

from .models import Article, Case, CranialTechnique, NMTProtocol, Post, ReferralPattern, TherapyNote

FOR_THERAPISTS = (TherapyNote, NMTProtocol, CranialTechnique)


def a_muscle_is_named(data, post):
    field = "refers" if isinstance(post, ReferralPattern) else "about"
    if not data.get(field) and not isinstance(post, Article):
        yield must(field, "Name at least one muscle: without one, no muscle page shows this post.")


def core_section_is_filled(data, post):
    if not data.get(post.core_section):
        yield must(post.core_section, f"“{post.section_title(post.core_section)}” is still empty.")


def warns_of_what_is_not_muscular(data, post):
    has_warning = data.get("red_flags", "").strip() or data.get("when_to_see_a_doctor")
    if isinstance(post, ReferralPattern) and not has_warning:
        yield must("red_flags", "Say when to see a doctor, here or as red flags.")


def consent_is_noted(data, post):
    if isinstance(post, Case) and not data.get("consent_note", "").strip():
        yield must("consent_note", "Note the consent: who agreed, how and when.")


def regions_are_chosen(data, post):
    if isinstance(post, ReferralPattern) and not data.get("main"):
        yield advice("main", "Choose the main zone: the post draws itself from it.")


def self_care_relieves_it(data, post):
    if isinstance(post, ReferralPattern) and not (post.pk and post.self_care.all()):
        yield advice("getting_relief", "No self-care post relieves this pattern yet.")


def audience_fits_the_kind(data, post):
    if isinstance(post, FOR_THERAPISTS) and data.get("audience") == Post.Audience.EVERYONE:
        yield advice("audience", "A therapists’ technique in a post written for everyone?")


def relations_fit_the_audience(data, post):
    if data.get("audience") == Post.Audience.EVERYONE:
        for field, page in related(data):
            is_for_therapists = getattr(page, "audience", None) == Post.Audience.THERAPISTS
            if is_for_therapists or isinstance(page, FOR_THERAPISTS):
                yield advice(field, f"“{page}” is for therapists, but this post for everyone.")


POST_CHECKS = [
    a_muscle_is_named,
    core_section_is_filled,
    warns_of_what_is_not_muscular,
    consent_is_noted,
    *COMMON_CHECKS,
    regions_are_chosen,
    self_care_relieves_it,
    audience_fits_the_kind,
    relations_fit_the_audience,
]
