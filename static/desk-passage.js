// Opens a form where a reader found a slip: #passage=the words he quoted&back=his message.

import { button, element, link } from "./desk-elements.js";

const asked = new URLSearchParams(location.hash.slice(1));
const quote = asked.get("passage")?.trim();
const siteTexts = document.querySelector("script[data-site-texts]").dataset.siteTexts;
const FEWEST_WORDS = 3; // of a passage that was changed since
const MOST_MARKS = 20;
const BLOCKS = "p, h2, h3, h4, li, td, th, figcaption, div";
const FIELDS = ".prose-editor [contenteditable=true], textarea, input[type=text]";
const NOT_WRITTEN = ".prose-editor textarea, .empty-form *, .select2 *, dialog *, [readonly], #id_slug, .vDateField, .vTimeField";

if (quote) whenWritingFieldsAreReady(openPassage);

// Each writing field tells when it has taken the place of its text area.
function whenWritingFieldsAreReady(open) {
  const areas = [...document.querySelectorAll("textarea[data-django-prose-editor-configurable]")];
  const start = () => {
    const isEvery = areas.every((area) => area.closest(".prose-editor, .empty-form"));
    if (!isEvery || document.readyState !== "complete") return;
    document.removeEventListener("prose-editor:ready", start);
    removeEventListener("load", start);
    open();
  };
  document.addEventListener("prose-editor:ready", start);
  addEventListener("load", start);
}

function openPassage() {
  const form = document.querySelector("#content-main form");
  if (!form) return;
  const texts = [...form.querySelectorAll(FIELDS)].filter((field) => !field.matches(NOT_WRITTEN)).map(read);
  const { marks, isWhole } = findAll(quote, texts);
  form.prepend(notice(marks, isWhole));
  if (!marks.length) return;
  highlight(marks);
  goTo(marks[0]);
}

// --- reading: what a field says, letter by letter, and where each letter stands in it ---

function read(field) {
  const letters = [];
  if (!field.isContentEditable) {
    add(letters, field.value, field);
    return { field, ...folded(letters) };
  }
  const walker = document.createTreeWalker(field, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
  let block;
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const around = node.parentElement.closest(BLOCKS);
    if (node.nodeName === "BR" || around !== block) letters.push({ letter: " " });
    block = around;
    if (node.nodeType === Node.TEXT_NODE) add(letters, node.data, node);
  }
  return { field, ...folded(letters) };
}

function add(letters, text, node) {
  for (let offset = 0; offset < text.length; offset++) letters.push({ letter: text[offset], node, offset });
}

// Capitals, accents, the shape of quotes and dashes and the width of spaces make no difference.
function folded(letters) {
  let text = "";
  const places = [];
  for (const { letter, node, offset } of letters) {
    for (const plain of fold(letter)) {
      if (plain === " " && (!text || text.endsWith(" "))) continue;
      text += plain;
      places.push({ node, offset });
    }
  }
  return { text, places };
}

const fold = (letter) =>
  letter
    .normalize("NFKD")
    .replace(/[\u00ad\u200b-\u200d\u2060\ufeff\p{M}]/gu, "")
    .replace(/[“”„‟«»"‘’‚‛`´]/g, "'")
    .replace(/[‐‑‒–—―−]/g, "-")
    .replace(/\s/g, " ")
    .toLowerCase();

const plainly = (text) =>
  folded(text.split("").map((letter) => ({ letter }))).text.replace(/^(?:[' ]|\.{3})+|(?:[' ]|\.{3})+$/g, "");

// --- finding: the whole passage, else each of its lines, else the longest run of its words ---

function findAll(passage, texts) {
  const whole = texts.flatMap((text) => find(plainly(passage), text)).slice(0, MOST_MARKS);
  if (whole.length) return { marks: whole, isWhole: true };
  const lines = passage.split(/[\n\t]+/).map(plainly).filter((line) => line.includes(" "));
  const found = lines.map((line) => firstOf(texts, line));
  if (found.some(Boolean)) return { marks: found.filter(Boolean), isWhole: found.every(Boolean) };
  const runs = lines.flatMap((line) => longestRuns(line.split(" "), texts));
  const longest = runs.sort((a, b) => b.length - a.length)[0];
  return { marks: longest ? [longest] : [], isWhole: false };
}

function firstOf(texts, words) {
  for (const text of texts) {
    const [mark] = find(words, text);
    if (mark) return mark;
  }
  return null;
}

// Where `words` stand in a text; in the middle of other words only if nowhere else.
function find(words, text) {
  if (!words) return [];
  const found = [];
  for (let at = text.text.indexOf(words); at >= 0; at = text.text.indexOf(words, at + 1)) {
    found.push({ ...text, start: at, length: words.length });
  }
  const isWord = (letter) => /[\p{L}\p{N}]/u.test(letter ?? "");
  const apart = found.filter(
    ({ start, length }) => !isWord(text.text[start - 1]) && !isWord(text.text[start + length]),
  );
  return apart.length ? apart : found;
}

// The longest beginning and the longest end of `words` that stand in one of the texts.
function longestRuns(words, texts) {
  const longest = (run) => {
    let mark = null;
    let [fewest, most] = [FEWEST_WORDS, words.length];
    while (fewest <= most) {
      const number = (fewest + most) >> 1;
      const found = firstOf(texts, run(number).join(" "));
      if (found) {
        mark = found;
        fewest = number + 1;
      } else {
        most = number - 1;
      }
    }
    return mark;
  };
  return [longest((n) => words.slice(0, n)), longest((n) => words.slice(-n))].filter(Boolean);
}

// --- showing ---

function rangeOf({ field, places, start, length }) {
  const known = places.slice(start, start + length).filter(({ node }) => node);
  const [first, last] = [known[0], known.at(-1)];
  if (!field.isContentEditable) return { start: first.offset, end: last.offset + 1 };
  const range = document.createRange();
  range.setStart(first.node, first.offset);
  range.setEnd(last.node, last.offset + 1);
  return range;
}

function highlight(marks) {
  const ranges = marks.filter(({ field }) => field.isContentEditable).map(rangeOf);
  CSS.highlights?.set("passage", new Highlight(...ranges));
}

function goTo(mark) {
  const { field } = mark;
  const range = rangeOf(mark);
  const inside = field.closest("details");
  if (inside) inside.open = true;
  field.focus({ preventScroll: true });
  if (field.isContentEditable) {
    // Only the cursor is set: selected words would be gone with the next key.
    if (CSS.highlights) getSelection().collapse(range.startContainer, range.startOffset);
    else getSelection().setBaseAndExtent(range.startContainer, range.startOffset, range.endContainer, range.endOffset);
    range.startContainer.parentElement.scrollIntoView({ block: "center" });
  } else {
    field.setSelectionRange(range.start, range.end);
    field.scrollIntoView({ block: "center" });
  }
}

function notice(marks, isWhole) {
  const box = element("div", { className: "passage-notice", role: "status" });
  const where = element("p");
  if (!marks.length) {
    where.append(
      "These words are in no field of this page. Perhaps they were changed since, or they belong to ",
      link("the texts around every page", `${siteTexts}${location.hash}`),
      " or to another page that is shown here.",
    );
  } else {
    where.append(isWhole ? "The words a reader quoted are in: " : "What is left of the words a reader quoted is in: ");
    const fields = new Map(marks.map((mark) => [mark.field, mark]).reverse());
    for (const mark of [...fields.values()].reverse()) where.append(button(nameOf(mark.field), () => goTo(mark)), " ");
  }
  box.append(where, element("blockquote", {}, quote), ways(box));
  return box;
}

function ways(box) {
  const line = element("p");
  const back = new URL(asked.get("back") ?? "", location.href);
  if (back.origin === location.origin && back.pathname !== location.pathname) {
    line.append(link("Back to the message", back.pathname), " ");
  }
  line.append(
    button("Put this away", () => {
      CSS.highlights?.delete("passage");
      history.replaceState(history.state, "", location.pathname + location.search);
      box.remove();
    }),
  );
  return line;
}

function nameOf(field) {
  const area = field.isContentEditable ? field.closest(".prose-editor").querySelector("textarea") : field;
  const name = (area?.labels[0]?.textContent ?? "this field").trim().replace(/:$/, "");
  const row = field.closest(".inline-related")?.querySelector(".inline_label");
  return row ? `${row.textContent.trim()}: ${name}` : name;
}
