"""The practitioner's way: writes, publishes, takes down, answers; nothing he typed gets lost."""

import re

import pytest
from django.urls import reverse
from django.utils.timezone import localtime, now
from playwright.sync_api import expect

from integrativeworks.furniture.models import SiteSettings
from posts.models import SelfCarePost
from tests.browser import sign_in, writing_field
from tests.desk import save_draft
from tests.factories import (
    A_DAY,
    make_article,
    make_case,
    make_muscle,
    make_self_care_post,
)

# As Word puts it on the clipboard.
FROM_WORD = """
<html xmlns:o="urn:schemas-microsoft-com:office:office"><head>
<style>p.MsoNormal {margin:0cm; font-family:"Calibri"}</style></head>
<body lang=EN-US style='tab-interval:36.0pt'><!--StartFragment-->
<p class=MsoNormal style='margin-bottom:0cm;mso-line-height-alt:9.0pt'><b
style='mso-bidi-font-weight:normal'><span style='font-size:12.0pt;color:red'>Breathe</span></b>
out slowly.<o:p></o:p></p>
<p class=MsoListParagraph style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'><![if
!supportLists]><span style='mso-list:Ignore'>·<span
style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp; </span></span><![endif]>Lean<o:p></o:p></p>
<p class=MsoListParagraph style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'><![if
!supportLists]><span style='mso-list:Ignore'>·<span
style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp; </span></span><![endif]>Wait<o:p></o:p></p>
<script>document.title = "Stolen"</script>
<p class=MsoNormal onclick="document.title = 'Stolen'"><img src="file:///C:/word/image001.png">
<a href="javascript:document.title = 'Stolen'">Rest</a>.<o:p></o:p></p>
<!--EndFragment--></body></html>
"""

FROM_GOOGLE = """
<meta charset="utf-8"><b style="font-weight:normal;" id="docs-internal-guid-1"><p dir="ltr"
style="line-height:1.38;"><span style="font-size:11pt;font-weight:400;">Breathe </span><span
style="font-size:11pt;font-weight:700;">out</span> <span style="font-weight:400;font-style:italic;"
>slowly</span>.</p></b>
"""

PASTE = """(field, html) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/html", html);
    field.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true }));
}"""


@pytest.fixture
def desk(page, admin_user):
    """The browser of the practitioner, who has just signed in."""
    sign_in(page)
    return page


class WritingField:
    """A rich text field of a form, found by its label, with its tool bar."""

    def __init__(self, form, label):
        self.text = writing_field(form, label)
        self.box = form.locator(".prose-editor").filter(has=self.text)
        self.keyboard = form.keyboard
        self.text.click()

    def type(self, *lines):
        for number, line in enumerate(lines):
            if number:
                self.keyboard.press("Enter")
            self.keyboard.type(line)

    def press(self, button):
        """Press a button of the tool bar once the editor has noticed what is selected."""
        button = self.box.get_by_role("button", name=button)
        expect(button).not_to_have_class(re.compile("disabled"))
        button.click()

    def make_heading(self):
        self.box.locator(".prose-menubar__selected").click()
        self.press("Heading 3")


def choose(form, label, words):
    """Type `words` into the field with suggestions called `label` and take the first one."""
    row = form.locator(".form-row").filter(has=form.get_by_text(f"{label}:", exact=True))
    row.locator(".select2-selection").click()
    form.keyboard.type(words)
    form.get_by_role("option", name=words).click()


def begin_self_care_post(form):
    """A new post with all that it needs to be published, except what the test writes."""
    make_muscle("Psoas major")
    form.goto("/admin/posts/selfcarepost/add/")
    form.get_by_label("Title").press_sequentially("Lean on a ball")
    form.get_by_label("Summary").fill("Where to put the ball, and for how long.")
    choose(form, "Muscles", "Psoas major")


def press(form, button):
    form.get_by_role("button", name=button, exact=True).click()


def test_self_care_post_is_written_published_and_taken_down(page, admin_user):
    make_muscle("Psoas major")

    page.goto("/admin/")
    page.get_by_label("Username").fill("admin")
    page.get_by_label("Password").fill("password")
    page.get_by_role("button", name="Log in").click()
    page.get_by_role("row", name="Self-care posts").get_by_role("link", name="Add").click()
    page.get_by_label("Title").press_sequentially("Lean on a ball")
    expect(page.get_by_label("Address")).to_have_value("lean-on-a-ball")
    page.get_by_label("Summary").fill("Where to put the ball, and for how long.")
    choose(page, "Muscles", "Psoas major")
    relief = WritingField(page, "For temporary relief")
    relief.make_heading()
    relief.type("The ball", "Lean on it ")
    relief.press("bold")
    relief.type("softly")
    relief.press("bold")
    relief.type(".", "")
    relief.press("unordered list")
    relief.type("Breathe", "Wait")
    press(page, "Publish")

    expect(page.get_by_text("“Lean on a ball” is live.")).to_be_visible()
    page.get_by_role("link", name="View it on the site").click()
    expect(page.get_by_role("heading", name="The ball", level=3)).to_be_visible()
    expect(page.locator("strong", has_text="softly")).to_be_visible()
    expect(page.get_by_role("listitem").get_by_text("Breathe")).to_be_visible()
    page.goto("/muscles/psoas-major/")
    expect(page.locator(".grid .card")).to_contain_text("Lean on a ball")

    page.go_back()
    page.go_back()
    page.get_by_role("button", name="Take down").click()

    expect(page.get_by_text("“Lean on a ball” has been taken down.")).to_be_visible()
    page.goto("/muscles/psoas-major/")
    expect(page.locator(".grid")).to_contain_text("Nothing has been published")
    assert page.goto("/lean-on-a-ball/").status == 404


def test_text_pasted_from_word_is_stored_clean(desk):
    desk.goto("/admin/posts/selfcarepost/add/")
    desk.get_by_label("Title").press_sequentially("Lean on a ball")

    WritingField(desk, "For temporary relief").text.evaluate(PASTE, FROM_WORD)
    press(desk, "Save draft")

    expect(desk.get_by_text("“Lean on a ball”: draft saved.")).to_be_visible()
    assert SelfCarePost.objects.get().temporary_relief == (
        "<p><strong>Breathe</strong> out slowly.</p>"
        "<ul><li><p>Lean</p></li><li><p>Wait</p></li></ul><p>Rest.</p>"
    )


def test_text_pasted_from_a_google_document_is_bold_where_it_was(desk):
    desk.goto("/admin/posts/selfcarepost/add/")
    desk.get_by_label("Title").press_sequentially("Lean on a ball")

    WritingField(desk, "For temporary relief").text.evaluate(PASTE, FROM_GOOGLE)
    press(desk, "Save draft")

    expect(desk.get_by_text("“Lean on a ball”: draft saved.")).to_be_visible()
    assert SelfCarePost.objects.get().temporary_relief == (
        "<p>Breathe <strong>out</strong> <em>slowly</em>.</p>"
    )


def test_link_and_table_are_written_in_the_form(desk):
    begin_self_care_post(desk)

    link = WritingField(desk, "Before you start")
    link.type("Know your muscles")
    desk.keyboard.press("Shift+Home")
    link.press("insert link")
    desk.get_by_label("Page or address").fill("/muscles/")
    desk.get_by_role("option", name="/muscles/").click()
    table = WritingField(desk, "For temporary relief")
    table.press("Insert table")
    desk.get_by_role("dialog").get_by_role("button", name="Insert Table").click()
    table.type("Thirty seconds")
    press(desk, "Publish")

    desk.get_by_role("link", name="View it on the site").click()
    expect(desk.get_by_role("cell", name="Thirty seconds")).to_be_visible()
    desk.get_by_role("link", name="Know your muscles").click()
    expect(desk.get_by_role("heading", level=1)).to_have_text("Muscles")


def test_scheduled_post_stays_hidden_until_its_minute(desk):
    make_self_care_post(
        "Lean on a ball",
        muscles=[make_muscle()],
        summary="Where to put the ball.",
        temporary_relief="<p>Lean on it.</p>",
        published_at=None,
    )
    tomorrow = localtime(now() + A_DAY)
    desk.goto("/admin/posts/selfcarepost/")

    desk.get_by_role("link", name="Lean on a ball").click()
    desk.get_by_label("Date:").fill(f"{tomorrow:%Y-%m-%d}")
    desk.get_by_label("Time:").fill("08:30")
    press(desk, "Publish")

    expect(desk.get_by_text("goes live by itself on")).to_be_visible()
    desk.goto("/admin/posts/selfcarepost/")
    row = desk.get_by_role("row", name="Lean on a ball")
    expect(row).to_contain_text(f"scheduled for {tomorrow:%b} {tomorrow.day}, 8:30 a.m.")
    assert desk.goto("/lean-on-a-ball/").status == 404

    SelfCarePost.objects.update(published_at=now())
    assert desk.goto("/lean-on-a-ball/").status == 200


def test_form_with_a_mistake_keeps_all_that_was_typed(desk):
    make_muscle("Psoas major")
    desk.goto("/admin/posts/selfcarepost/add/")
    desk.get_by_label("Summary").fill("Where to put the ball.")
    desk.get_by_label("Tags").fill("driving, sitting")
    choose(desk, "Muscles", "Psoas major")
    WritingField(desk, "For temporary relief").type("Lean on it.")
    WritingField(desk, "When to get help").type("When it is numb.")

    press(desk, "Publish")

    expect(desk.get_by_text("Please correct the errors below.")).to_be_visible()
    expect(desk.get_by_label("Summary")).to_have_value("Where to put the ball.")
    expect(desk.get_by_label("Tags")).to_have_value("driving, sitting")
    expect(writing_field(desk, "For temporary relief")).to_have_text("Lean on it.")

    desk.get_by_label("Title").press_sequentially("Lean on a ball")
    press(desk, "Publish")
    desk.get_by_role("link", name="View it on the site").click()
    for text in ("Where to put the ball.", "driving", "Psoas major", "When it is numb."):
        expect(desk.get_by_role("main").get_by_text(text)).to_be_visible()


def test_case_is_published_once_consent_is_noted(desk):
    case = make_case(
        "The violinist",
        muscles=[make_muscle()],
        summary="Her arm went numb on stage.",
        presentation="<p>She came with a numb arm.</p>",
        consent_note="",
        published_at=None,
    )
    desk.goto(reverse("admin:posts_case_change", args=[case.pk]))

    press(desk, "Publish")
    refusal = desk.locator(".field-consent_note .errorlist")
    expect(refusal).to_contain_text("A case can’t be published before consent")
    expect(desk.get_by_text("A draft: only you can see it.")).to_be_visible()

    desk.get_by_label("Consent").fill("Written consent, May 2, 2024.")
    press(desk, "Publish")
    expect(desk.get_by_text("“The violinist” is live.")).to_be_visible()


def test_site_texts_are_edited_once_and_show_on_every_page(desk):
    make_muscle("Psoas major")
    desk.goto("/admin/")

    desk.get_by_role("row").get_by_role("link", name="Site texts").click()
    desk.get_by_label("Contact address").fill("hello@example.org")
    WritingField(desk, "Author’s note").type("I treat the far end first.")
    press(desk, "Save")
    expect(desk.get_by_text("was changed successfully")).to_be_visible()

    for path in ("/", "/muscles/psoas-major/", "/feedback/"):
        desk.goto(path)
        expect(desk.get_by_text("I treat the far end first.")).to_be_visible()
        expect(desk.get_by_role("link", name="hello@example.org")).to_be_visible()


def test_front_page_leads_to_what_waits_until_nothing_does(desk, admin_client):
    SiteSettings.objects.create(pk=1, notice="<p>Older words.</p>")
    make_article("Tomorrow", published_at=now() + A_DAY)
    make_article("Old one", body="<p>Once.</p>", awaits_rework=True)
    save_draft(admin_client, make_muscle("Soleus", summary="It lifts the heel."), name="The soleus")

    def follow(heading, link):
        desk.goto("/admin/")
        section = desk.locator(".waiting section").filter(has_text=heading)
        section.get_by_role("link", name=link).click()

    follow("Changes not yet live: 1", "Soleus")
    expect(desk.get_by_label("Name:", exact=True)).to_have_value("The soleus")
    follow("Scheduled: 1", "Tomorrow")
    expect(desk.get_by_label("Title:")).to_have_value("Tomorrow")
    desk.goto("/old-one/")
    expect(desk.get_by_text("Older words.")).to_be_visible()

    follow("Live, and could be better", "Old one")
    expect(desk.get_by_label("Summary:")).to_be_in_viewport()
    desk.get_by_label("Summary:").fill("It lifts the heel.")
    desk.get_by_label("Still to be reworked").uncheck()
    press(desk, "Publish changes")
    desk.get_by_role("link", name="View it on the site").click()

    expect(desk.get_by_role("heading", level=1)).to_have_text("Old one")
    expect(desk.get_by_text("Older words.")).to_be_hidden()
    desk.goto("/admin/")
    expect(desk.get_by_role("heading", name="Scheduled: 1")).to_be_visible()
    expect(desk.get_by_role("heading", name="Still to be reworked")).to_be_hidden()
