// Keeps what is typed: in the browser at once, in the draft two seconds after typing stops.

import { button, element, link } from "./desk-elements.js";
import { asksToSave } from "./desk-keys.js";

const form = document.querySelector("form[id$=_form]");
const savedLine = document.getElementById("saved-line");
const notice = document.getElementById("draft-notice");
const PAUSE = 2000;
const RETRY = 15000;
let address = document.querySelector("[data-autosave]").dataset.autosave;
let place = `draft ${location.pathname}`;
let timer;
let stopped = false;
let saving;
let typedAgain = false;
let touched = false;

const isDate = (name) => name.startsWith("published_at");
const typed = () =>
  [...new FormData(form)].filter(([name]) => !name.startsWith("csrf") && !name.startsWith("_"));

// What it comes to. Saving fills in an empty date and hidden fields, trims, and orders tags.
function content(values, hasDate) {
  const isOwn = ([name, value]) =>
    value && (hasDate || !isDate(name)) && form.elements[name]?.type !== "hidden";
  const plainly = ([name, value]) =>
    [name, name === "tags" ? value.split(/[\s,"]+/).sort().join(" ").trim() : value.trim()];
  return JSON.stringify(values.map(plainly).filter(isOwn).sort());
}

// --- in the browser, until it is safely saved ---

function keepHere() {
  try {
    localStorage.setItem(place, JSON.stringify({ at: Date.now(), typed: typed() }));
  } catch {
    // The browser's own store is full or switched off; autosave still works.
  }
}

function say(text, ...actions) {
  notice.replaceChildren(text, ...actions.flatMap((action) => [" ", action]));
  notice.hidden = false;
}

// What is kept in a place, unless the form shows it.
function missingFromForm(place) {
  const kept = JSON.parse(localStorage.getItem(place) ?? "null");
  const hasDate = kept?.typed.some(([name, value]) => value && isDate(name));
  if (!kept || content(kept.typed, hasDate) !== content(typed(), hasDate)) return kept;
  localStorage.removeItem(place);
  return null;
}

function offerWhatWasTyped() {
  missingFromForm(place.replace(/\d+\/change\/$/, "add/")); // where a new page was typed
  const kept = missingFromForm(place);
  if (form.querySelector(".errornote")) {
    // Not published: the form alone shows what was typed.
    keepHere();
    saveSoon(0);
  }
  if (!kept) return;
  const when = new Date(kept.at).toLocaleString([], { dateStyle: "medium", timeStyle: "short" });
  say(
    `What you typed here on ${when} was not saved.`,
    button("Bring it back", () => bringBack(kept.typed)),
    button("Forget it", () => {
      localStorage.removeItem(place);
      notice.hidden = true;
    }),
  );
}

// The server knows how to show any form data, so it is saved as the draft and shown again.
async function bringBack(values) {
  const body = new FormData();
  for (const [name, value] of values) body.append(name, value);
  for (const name of ["csrfmiddlewaretoken", "_based_on"]) body.append(name, form.elements[name].value);
  const response = await send(body);
  if (response?.ok) {
    localStorage.removeItem(place);
    location.href = (await response.json()).change_url;
  } else {
    say("That could not be saved yet. It is still kept in this browser.");
  }
}

// --- in the draft ---

async function send(body) {
  try {
    const response = await fetch(address, { method: "POST", body, redirect: "manual" });
    return response.type === "opaqueredirect" ? null : response;
  } catch {
    return null;
  }
}

function save() {
  clearTimeout(timer);
  if (stopped) return;
  if (saving) {
    typedAgain = true;
    return;
  }
  typedAgain = false;
  saving = saveOnce().finally(() => {
    saving = null;
    if (typedAgain) save();
  });
}

async function saveOnce() {
  const sent = JSON.stringify(typed());
  const response = await send(new FormData(form));
  if (response?.ok) {
    saved(await response.json(), sent);
  } else if (response?.status === 409) {
    stopped = true;
    const { compare_url } = await response.json();
    say(
      "A newer text was saved in another window. What you typed here is set aside, nothing is lost.",
      link("Show both", compare_url),
    );
  } else {
    savedLine.textContent = "Not saved yet: no connection, or you were signed out. It is kept in this browser.";
    timer = setTimeout(save, RETRY);
  }
}

function saved({ number, change_url, saved_at, readiness, state }, sent) {
  document.getElementById("readiness").innerHTML = readiness;
  document.getElementById("state").innerHTML = state;
  form.elements._based_on.value = number;
  savedLine.textContent = `Draft saved ${saved_at}.`;
  localStorage.removeItem(place);
  if (location.pathname !== change_url) {
    history.replaceState(null, "", change_url);
    form.action = change_url;
    address = "../autosave/";
    place = `draft ${location.pathname}`;
  }
  if (JSON.stringify(typed()) !== sent) keepHere();
  for (const part of document.querySelectorAll("[data-once-saved]")) part.hidden = false;
  refreshPreview();
}

function changed(event) {
  if (!touched && !event?.isTrusted) return; // the writing fields tidy up their text when they start
  keepHere();
  saveSoon();
}

function saveSoon(pause = PAUSE) {
  clearTimeout(timer);
  // A page that has no name yet has no place to be saved in.
  const name = form.elements.title ?? form.elements.name;
  if (name.value.trim()) timer = setTimeout(save, pause);
}

for (const type of ["focusin", "keydown", "pointerdown"]) {
  form.addEventListener(type, () => { touched = true; }, { capture: true, once: true });
}
form.addEventListener("input", changed);
form.addEventListener("change", changed);
window.django?.jQuery?.(form).on("change", "select", changed);
document.addEventListener("formset:added", changed);
document.addEventListener("formset:removed", changed);
form.addEventListener("submit", async (event) => {
  clearTimeout(timer);
  if (saving) {
    // What is on its way would make this the older text.
    event.preventDefault();
    stopped = true;
    await saving;
    form.requestSubmit(event.submitter);
  }
  stopped = true;
});
document.addEventListener("keydown", (event) => {
  if (asksToSave(event)) {
    event.preventDefault();
    clearTimeout(timer);
    save();
  }
});

// --- “Ready to publish?” leads to the field, also where a writing field stands for it ---

document.getElementById("readiness").addEventListener("click", (event) => {
  const name = event.target.dataset.field;
  const field = name && (form.elements[name] ?? form.elements[`${name}_0`]);
  if (!field) return;
  event.preventDefault();
  const row = field.closest(".form-row");
  row.scrollIntoView({ block: "center" });
  (row.querySelector("[contenteditable], .select2-search__field") ?? field).focus();
});

// --- the preview beside the form ---

const toggle = document.querySelector("[data-preview-toggle]");
let pane;

function refreshPreview() {
  const frame = pane?.querySelector("iframe");
  if (!frame) return;
  const top = frame.contentWindow.scrollY;
  frame.onload = () => frame.contentWindow.scrollTo({ top, behavior: "instant" });
  frame.src = toggle.href;
}

function openPreview() {
  const widths = ["Phone", "Desktop"].map((width) => button(width, () => showAt(width)));
  function showAt(width) {
    document.body.classList.toggle("has-wide-preview", width === "Desktop");
    for (const one of widths) one.ariaPressed = one.textContent === width;
  }
  const buttons = element("p", {}, ...widths, button("Close", closePreview));
  const frame = element("iframe", { title: "Preview" });
  pane = element("aside", { className: "preview-pane", "aria-label": "Preview" }, buttons, frame);
  document.body.append(pane);
  showAt("Phone");
  // A desktop is wider than the pane, so its page is shown smaller.
  const fit = () => pane?.style.setProperty("--scale", pane.clientWidth / frame.offsetWidth);
  new ResizeObserver(fit).observe(pane);
  document.body.classList.add("has-preview");
  refreshPreview();
}

function closePreview() {
  pane.remove();
  pane = null;
  document.body.classList.remove("has-preview", "has-wide-preview");
  toggle.focus();
}

toggle.addEventListener("click", (event) => {
  if (innerWidth < 900) return; // a phone opens it in a tab
  event.preventDefault();
  if (pane) closePreview();
  else openPreview();
});

offerWhatWasTyped();
