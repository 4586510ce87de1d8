// The library of pictures: take in several files at once, ask what they show, choose one by sight.

import { button, element } from "./desk-elements.js";

const libraryUrl = new URL(document.querySelector("script[data-library]").dataset.library, location.href);
const uploadUrl = new URL("../upload/", libraryUrl);
const TYPES = "image/jpeg,image/png,image/webp,image/avif";
const MOST_BYTES = 100 * 1024 ** 2;
const NOT_ANSWERED = "It did not arrive: no connection, or you were signed out.";
const NOT_REACHED = "The library can’t be reached: no connection, or you were signed out.";

// --- upload ---

let waiting = 0; // files that are not yet in the library
let queue = Promise.resolve(); // one after the other: each keeps the server busy for seconds

addEventListener("beforeunload", (event) => {
  if (waiting) event.preventDefault();
});

// A place to drop files at, or to choose them, with a list of what became of each. Whatever is
// dropped on `area` counts. Each new picture is told to `onPicture`, and again once described.
export function uploader(area, onPicture = () => {}) {
  const input = element("input", { type: "file", multiple: true, accept: TYPES, className: "visually-hidden" });
  const list = element("ul", { className: "uploads" });
  const tally = element("p", { className: "quiet", role: "status" });
  const label = element("label", { className: "button" }, "Add from this device", input);
  const hint = element("span", { className: "quiet" }, " or drop them here: JPEG, PNG, WebP or AVIF, up to 40 megapixels each.");
  const box = element("div", { className: "upload" }, element("p", {}, label, hint), tally, list);
  const counts = { sent: 0, taken: 0, refused: 0 };

  function take(files) {
    for (const file of files) {
      const item = element("li", {});
      list.append(item);
      counts.sent += 1;
      enqueue(file, item);
    }
  }

  function enqueue(file, item) {
    waiting += 1;
    item.replaceChildren(element("b", {}, file.name), " waits …");
    queue = queue.then(async () => {
      const { problem, picture, html } = await send(file, item);
      waiting -= 1;
      if (html) {
        counts.taken += 1;
        ask(item, html, onPicture);
        onPicture(picture);
      } else {
        refuse(item, file, problem, picture);
      }
      tally.textContent = `${counts.taken} of ${counts.sent} in the library` + (counts.refused ? `, ${counts.refused} refused.` : ".");
    });
  }

  function refuse(item, file, problem, twin) {
    item.replaceChildren(element("b", {}, file.name), " ", element("span", { className: "error", role: "alert" }));
    item.lastChild.innerHTML = problem;
    if (twin) {
      item.prepend(element("img", { className: "thumbnail", src: twin.thumbnail, alt: "" }));
      onPicture(twin);
    }
    if (problem === NOT_ANSWERED) {
      item.append(" ", button("Try again", () => enqueue(file, item)));
    } else {
      counts.refused += 1;
    }
  }

  input.addEventListener("change", () => {
    take(input.files);
    input.value = ""; // so that the same file can be chosen again
  });
  for (const type of ["dragenter", "dragover", "dragleave", "drop"]) {
    area.addEventListener(type, (event) => {
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      box.classList.toggle("is-over", type === "dragenter" || type === "dragover");
      if (type === "drop") take(event.dataTransfer.files);
    });
  }
  return { box, take };
}

// {picture, html} of a file that was taken, or {problem}, in HTML, of one that was not.
function send(file, item) {
  if (file.size > MOST_BYTES) {
    return { problem: "This file has more than 100 megabytes. Make it smaller and try again." };
  }
  const progress = element("progress", { max: 1, value: 0 });
  progress.setAttribute("aria-label", `Sending ${file.name}`);
  const step = element("span", { className: "quiet" });
  item.replaceChildren(element("b", {}, file.name), " ", progress, " ", step);
  const body = new FormData();
  body.append("file", file);
  body.append("csrfmiddlewaretoken", document.querySelector("[name=csrfmiddlewaretoken]").value);
  return new Promise((resolve) => {
    const request = new XMLHttpRequest(); // fetch() tells nothing of progress
    request.upload.addEventListener("progress", ({ loaded, total }) => {
      progress.value = loaded / total;
      if (loaded === total) step.textContent = "making smaller versions …";
    });
    request.addEventListener("loadend", () => resolve(read(request)));
    request.open("POST", uploadUrl);
    request.send(body);
  });
}

function read(request) {
  if (request.status === 413) {
    return { problem: "This file is larger than the server takes. Make it smaller and try again." };
  }
  try {
    const { error, ...answer } = JSON.parse(request.responseText);
    return { problem: error, ...answer };
  } catch {
    return { problem: NOT_ANSWERED };
  }
}

// Shows the form that asks what a picture shows, and sends it from where it stands.
function ask(place, html, onPicture) {
  place.innerHTML = html;
  place.querySelector("form")?.addEventListener("submit", async (event) => {
    event.preventDefault();
    const form = event.target;
    try {
      const response = await fetch(form.action, { method: "POST", body: new FormData(form), redirect: "error" });
      const answer = await response.json();
      ask(place, answer.html, onPicture);
      place.querySelector(".errorlist")?.setAttribute("role", "alert");
      (place.querySelector("form [name=alt]") ?? next(place)).focus();
      if (response.ok) onPicture(answer.picture);
    } catch {
      const problem = element("p", { className: "error", role: "alert" }, `${NOT_ANSWERED} Try again.`);
      form.querySelector(".error")?.remove();
      form.append(problem);
    }
  });
}

// Where to go on after a picture is described: at the next one.
function next(place) {
  return place.parentElement.querySelector(".describe [name=alt]") ?? place.querySelector(".done");
}

for (const place of document.querySelectorAll("[data-upload]")) {
  place.append(uploader(document.body, showAgain).box);
}

// The list of pictures, with those that have just arrived.
async function showAgain() {
  const answer = await get(location.href, "text");
  const [, pictures] = answer?.split("<!-- pictures -->") ?? [];
  if (pictures) document.getElementById("pictures").innerHTML = pictures;
}

// What the server answers; null without a connection, or for somebody who was signed out.
async function get(url, kind = "json") {
  try {
    const response = await fetch(url, { redirect: "error" });
    return await response[kind]();
  } catch {
    return null;
  }
}

// --- choose ---

// Opens the library; gives the chosen picture, or null. `questions` makes from the chosen one the
// fields to show below the pictures; `files` are taken in at once.
export function choosePicture({ questions = () => [], files = [] } = {}) {
  const search = element("input", { type: "search", placeholder: "Search your pictures" });
  search.setAttribute("aria-label", search.placeholder);
  const list = element("ul", { className: "picture-grid" });
  const description = element("div", { className: "undescribed" });
  const answers = element("div", { className: "questions" });
  const use = element("button", { className: "button default", value: "use", disabled: true }, "Use this picture");
  const cancel = element("button", { className: "button", value: "" }, "Cancel");
  const form = element("form", { method: "dialog" }, answers, element("p", {}, use, cancel));
  const title = element("h2", { id: "picture-dialog-title" }, "Choose a picture");
  const dialog = element("dialog", { className: "picture-dialog" }, title, search, list);
  dialog.setAttribute("aria-labelledby", title.id);
  const { box, take } = uploader(dialog, arrived);
  dialog.append(box, description, form);
  let chosen = null;

  async function show() {
    const query = search.value;
    const answer = await get(`${libraryUrl}?${new URLSearchParams({ q: query })}`);
    if (query !== search.value) return; // typed on since
    list.replaceChildren(...(answer?.pictures ?? []).map(entry));
    if (!list.children.length) list.textContent = answer ? "No picture found." : NOT_REACHED;
  }

  function entry(picture) {
    const image = element("img", { loading: "lazy", src: picture.thumbnail, alt: "" });
    const button = element("button", { type: "button", "data-id": picture.id }, image, picture.name);
    button.setAttribute("aria-pressed", picture.id === chosen?.id);
    button.addEventListener("click", () => choose(picture));
    return element("li", {}, button);
  }

  function arrived(picture) {
    choose(picture);
    search.value = "";
    show();
  }

  async function choose(picture) {
    if (chosen?.id !== picture.id) answers.replaceChildren(...questions(picture));
    chosen = picture;
    use.disabled = false;
    for (const button of list.querySelectorAll("button")) {
      button.setAttribute("aria-pressed", button.dataset.id === String(picture.id));
    }
    description.replaceChildren();
    if (!dialog.contains(document.activeElement)) use.focus(); // it was in what has just gone
    if (!picture.is_described && !document.getElementById(`picture-${picture.id}-alt`)) {
      const answer = await get(picture.describe);
      ask(description, answer?.html ?? NOT_REACHED, arrived);
    }
  }

  search.addEventListener("input", show);
  document.body.append(dialog);
  dialog.showModal();
  show();
  take(files);
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "use" ? chosen : null);
    });
  });
}

// A field that names a picture shows it, and lets it be chosen by sight.
function offerLibrary(form) {
  for (const wrapper of form.querySelectorAll("[data-model-ref=image]")) {
    const select = wrapper.querySelector("select:not([name*=__prefix__])");
    if (!select) continue;
    const image = element("img", { className: "thumbnail", alt: "" });
    const choose = button("Choose from the library", async () => {
      const picture = await choosePicture();
      choose.focus();
      if (!picture) return;
      select.append(new Option(picture.name, picture.id, true, true));
      change.trigger("change");
    });
    const change = window.django.jQuery(select);
    const show = () => {
      image.hidden = !select.value;
      if (select.value) image.src = `/pictures/${select.value}/`;
    };
    change.on("change", show);
    wrapper.append(element("div", { className: "chosen-picture" }, image, choose));
    show();
  }
}

offerLibrary(document);
document.addEventListener("formset:added", ({ target }) => offerLibrary(target));
