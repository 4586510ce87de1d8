// Makes the desk nicer; every form works without it, the writing fields as plain text areas.

// A writing field is named by the label of the text area it stands for, and found by its address.
document.addEventListener("prose-editor:ready", ({ detail: { editor, textarea } }) => {
  const label = textarea.labels[0];
  if (!label) return;
  label.id ||= `${textarea.id}_label`;
  editor.view.dom.setAttribute("aria-labelledby", label.id);
  label.addEventListener("click", () => editor.commands.focus());
  editor.view.setProps({ transformPastedHTML: plainly });
  if (location.hash === `#${textarea.id}`) {
    textarea.closest(".form-row").scrollIntoView({ block: "center" });
    editor.commands.focus("start", { scrollIntoView: false });
  }
});

// Fields with suggestions, date and time are named on the screen only. jQuery makes the former.
window.django?.jQuery?.(() => nameFields(document));
document.addEventListener("formset:added", ({ target }) => nameFields(target));

function nameFields(form) {
  for (const select of form.querySelectorAll("select.admin-autocomplete")) {
    for (const field of select.parentElement.querySelectorAll(".select2 :is([role], input)")) {
      field.setAttribute("aria-label", select.labels[0].textContent);
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
    if (new URL(image.src, location.href).origin !== location.origin) image.remove();
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

// The picture dialog asks for an address; nobody knows one. Offer the library instead.
const libraryUrl = document.querySelector("script[data-library]").dataset.library;

document.addEventListener("focusin", ({ target }) => {
  if (target.name === "imageUrl" && !target.form.querySelector(".picture-library")) {
    offerLibrary(target.form, target);
  }
});

function offerLibrary(form, address) {
  const library = document.createElement("div");
  library.className = "picture-library";
  const search = document.createElement("input");
  search.type = "search";
  search.placeholder = "Search your pictures";
  search.setAttribute("aria-label", search.placeholder);
  const list = document.createElement("ul");
  const add = document.createElement("a");
  add.href = new URL("../add/", new URL(libraryUrl, location.href));
  add.target = "_blank";
  add.textContent = "Add a picture to the library (in a new tab)";
  library.append(search, list, add);
  form.querySelector("h3").after(library);
  address.previousElementSibling.textContent = "Address of the picture (choose one above)";

  const show = async () => {
    const response = await fetch(`${libraryUrl}?${new URLSearchParams({ q: search.value })}`);
    const { pictures } = await response.json();
    list.replaceChildren(...pictures.map((picture) => entry(picture, form, list)));
    if (!pictures.length) list.textContent = "No picture found.";
  };
  search.addEventListener("input", show);
  search.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault();
  });
  window.addEventListener("focus", show); // back from the tab in which one was added
  show();
}

function entry(picture, form, list) {
  const button = document.createElement("button");
  button.type = "button";
  button.title = picture.name;
  const image = document.createElement("img");
  image.src = picture.thumbnail;
  image.alt = picture.name;
  button.append(image);
  button.addEventListener("click", () => {
    form.elements.imageUrl.value = picture.url;
    form.elements.altText.value = picture.alt;
    form.elements.caption.value = picture.caption;
    for (const other of list.querySelectorAll("button")) {
      other.setAttribute("aria-pressed", other === button);
    }
  });
  const item = document.createElement("li");
  item.append(button);
  return item;
}
