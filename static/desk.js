// Makes the desk nicer; every form works without it, the writing fields as plain text areas.

import { button, element } from "./desk-elements.js";
import { asksToSave } from "./desk-keys.js";
import "./desk-pictures.js";

// A writing field is named by the label of the text area it stands for, and found by its address.
document.addEventListener("prose-editor:ready", ({ detail: { editor, textarea } }) => {
  const label = textarea.labels[0];
  if (!label) return;
  label.id ||= `${textarea.id}_label`;
  editor.view.dom.setAttribute("aria-labelledby", label.id);
  label.addEventListener("click", () => editor.commands.focus());
  editor.view.setProps({
    transformPastedHTML: plainly,
    handleDrop: (view, event) => takeFiles(editor, event, event.dataTransfer),
    handlePaste: (view, event) => takeFiles(editor, event, event.clipboardData),
  });
  if (location.hash === `#${textarea.id}`) {
    textarea.closest(".form-row").scrollIntoView({ block: "center" });
    editor.commands.focus("start", { scrollIntoView: false });
  }
});

// A list of choices is emptied one by one: select2's cross for all is no item of its list.
for (const select of document.querySelectorAll("select.admin-autocomplete[multiple]")) {
  select.dataset.allowClear = "false";
}

// The column of a row's own name has no head.
for (const head of document.querySelectorAll("th.original:empty")) {
  head.append(Object.assign(document.createElement("span"), { className: "visually-hidden", textContent: "Row" }));
}

document.getElementById("action-toggle")?.setAttribute("aria-label", "Select all on this page");

// Heard last, after whatever saves in a way of its own.
addEventListener("keydown", (event) => {
  if (event.defaultPrevented || !asksToSave(event)) return;
  const save = document.querySelector("[name=_continue]") ?? document.querySelector("[name=_save]");
  if (!save) return;
  event.preventDefault();
  if (!event.repeat) save.click();
});

// What is there to be sent is copied by a button, where the browser lets a page do so.
for (const text of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) break;
  const told = element("span", { role: "status" });
  const copy = async () => {
    getSelection().selectAllChildren(text);
    await navigator.clipboard.writeText(text.textContent);
    told.textContent = " Copied.";
  };
  text.after(" ", button("Copy", copy), told);
}

// A picture file that is dropped or pasted into a text goes into the library first.
// Word and a picture dragged within the text bring files too, beside their HTML.
function takeFiles(editor, event, { files, types }) {
  if (!files.length || types.includes("text/html")) return false;
  event.preventDefault();
  editor.commands.editImage([...files]);
  return true;
}

// Fields with suggestions, date and time are named on the screen only. jQuery makes the former.
window.django?.jQuery?.(() => nameFields(document));
document.addEventListener("formset:added", ({ target }) => nameFields(target));

function nameFields(form) {
  for (const select of form.querySelectorAll("select.admin-autocomplete")) {
    for (const field of select.parentElement.querySelectorAll(".select2 :is([role], input)")) {
      field.setAttribute("aria-label", select.ariaLabel ?? select.labels[0].textContent);
    }
  }
  for (const field of form.querySelectorAll(".vDateField, .vTimeField")) {
    field.setAttribute("aria-label", field.previousSibling.textContent);
  }
}

// What is pasted keeps its sense and loses its looks. The Content-Security-Policy complains of
// inline styles even where HTML is only read, so they get another name first.
function plainly(html) {
  const quiet = html
    .replace(/<(style|script)\b[^]*?<\/\1\s*>/gi, "")
    .replace(/<[a-z](?:"[^"]*"|'[^']*'|[^>"'])*>/gi, (tag) =>
      tag.replace(/(?<=[\s"'/])(?=(?:style|on\w+)\s*=)/gi, "data-"),
    );
  const { body } = new DOMParser().parseFromString(quiet, "text/html");
  for (const image of body.querySelectorAll("img")) {
    const { origin, pathname } = new URL(image.src, location.href);
    if (origin === location.origin) image.setAttribute("src", pathname);
    else image.remove();
  }
  for (const item of body.querySelectorAll("p[data-style*='mso-list']")) makeListItem(item);
  for (const text of body.querySelectorAll("b[data-style], span[data-style]")) makePlain(text);
  return body.innerHTML;
}

// Word writes a list as paragraphs, each with its bullet or number as text in front.
function makeListItem(paragraph) {
  const sign = paragraph.querySelector("[data-style*='mso-list']");
  const kind = /^\W*\w+[.)]/.test(sign?.textContent) ? "ol" : "ul";
  let list = paragraph.previousElementSibling;
  if (!list?.matches(`${kind}[data-word]`)) {
    list = document.createElement(kind);
    list.dataset.word = "";
    paragraph.before(list);
  }
  sign?.remove();
  const item = document.createElement("li");
  item.append(...paragraph.childNodes);
  list.append(item);
  paragraph.remove();
}

// Google's documents say by styles what is bold, inside a <b> that isn't.
function makePlain(text) {
  const look = document.createElement("span").style;
  look.cssText = text.dataset.style;
  const isBold = look.fontWeight === "bold" || look.fontWeight >= 600;
  if (text.matches("b")) {
    if (look.fontWeight && !isBold) text.replaceWith(...text.childNodes);
    return;
  }
  const marks = [isBold && "strong", look.fontStyle === "italic" && "em"];
  for (const mark of marks.filter(Boolean)) {
    const inner = document.createElement(mark);
    inner.append(...text.childNodes);
    text.append(inner);
  }
}
