// Keeps an answer or a note while it is written: in the browser at once, on the site soon after.

import { button } from "./desk-elements.js";
import { asksToSave } from "./desk-keys.js";

const PAUSE = 2000;
const RETRY = 15000;

for (const form of document.querySelectorAll("form[data-kept]")) keepWhatIsTyped(form);

function keepWhatIsTyped(form) {
  const { text: box, was, key } = form.elements;
  const line = form.querySelector(".saved-line");
  const notice = form.querySelector(".kept-notice");
  const place = `${form.dataset.kept} ${form.dataset.message}`;
  let timer;
  let sending;
  let stopped = false;

  // --- in the browser, until it is safely kept on the site ---

  function keepHere() {
    try {
      localStorage.setItem(place, JSON.stringify({ at: Date.now(), text: box.value, key: key?.value }));
    } catch {
      // The browser's own store is full or switched off; the site still keeps it.
    }
  }

  function offerWhatWasTyped() {
    const kept = JSON.parse(localStorage.getItem(place) ?? "null");
    if (!kept) return;
    const wasSent = kept.key && document.querySelector(`[data-key="${kept.key}"]`);
    if (wasSent || kept.text === box.value) {
      localStorage.removeItem(place);
      return;
    }
    const when = new Date(kept.at).toLocaleString([], { dateStyle: "medium", timeStyle: "short" });
    say(
      `What you typed here on ${when} was not saved.`,
      choice("Bring it back", () => {
        box.value = kept.text;
        changed();
      }),
      choice("Forget it", () => localStorage.removeItem(place)),
    );
  }

  // --- on the site ---

  async function save() {
    clearTimeout(timer);
    if (stopped) return;
    if (sending) {
      timer = setTimeout(save, PAUSE);
      return;
    }
    const text = box.value;
    const body = new FormData(form);
    body.set("field", form.dataset.kept);
    const response = await send(body);
    if (response?.ok) {
      const kept = await response.json();
      was.value = kept.was;
      if (box.value === text) localStorage.removeItem(place);
      line.textContent = `Kept ${kept.saved_at}.`;
    } else if (response?.status === 409) {
      const { other } = await response.json();
      stopped = true;
      line.textContent = "";
      say(
        "Something else was kept here in another window. Yours is safe in this one.",
        choice("Put both here", () => {
          box.value = `${box.value}\n\n${other}`;
          was.value = other;
          stopped = false;
          changed();
        }),
      );
    } else if (!stopped) {
      line.textContent = "Not kept yet: no connection, or you were signed out. This browser has it.";
      timer = setTimeout(save, RETRY);
    }
  }

  async function send(body) {
    sending = new AbortController();
    try {
      const options = { method: "POST", body, redirect: "manual", signal: sending.signal };
      const response = await fetch(form.dataset.autosave, options);
      return response.type === "opaqueredirect" ? null : response;
    } catch {
      return null;
    } finally {
      sending = null;
    }
  }

  // --- the form ---

  function say(text, ...buttons) {
    notice.replaceChildren(text, ...buttons.flatMap((one) => [" ", one]));
    notice.hidden = false;
  }

  function choice(label, action) {
    return button(label, () => {
      notice.hidden = true;
      action();
      box.focus();
    });
  }

  function changed() {
    keepHere();
    clearTimeout(timer);
    timer = setTimeout(save, PAUSE);
    const typed = form.querySelector("[data-typed]");
    if (typed) typed.textContent = box.value;
  }

  box.addEventListener("input", changed);
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    stopped = true;
    sending?.abort();
  });
  form.addEventListener("keydown", (event) => {
    if (asksToSave(event)) {
      event.preventDefault();
      save();
    }
  });
  offerWhatWasTyped();
  if (box.value !== box.defaultValue) {
    if (notice.hidden) changed(); // typed while this script was on its way
  } else if (document.activeElement !== box) {
    // Between greeting and signature is where one begins to write.
    const gap = box.value.indexOf("\n\n\n\n") + 2;
    if (gap > 2) box.setSelectionRange(gap, gap);
  }
}
