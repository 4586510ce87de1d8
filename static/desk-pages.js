// A field that finds pages: by a name, or by the address they have. The server knows both.

import { element } from "./desk-elements.js";

const source = document.querySelector("script[data-pages]").dataset.pages;
let count = 0;

// What a link may lead to for `query`; null if the server can't be reached.
export async function pagesFor(query) {
  const response = await fetch(`${source}?${new URLSearchParams({ q: query })}`).catch(() => null);
  return response?.ok ? (await response.json()).found : null;
}

// Turns `input` into a combobox; `choose(page)` gets what is clicked, or taken by Enter.
// Returns a function that takes what is marked.
export function findPages(input, choose) {
  const id = `found-pages-${++count}`;
  const list = element("ul", { className: "found-pages", id, role: "listbox", "aria-label": "Pages" });
  const status = element("p", { role: "status" });
  const box = element("div", { className: "page-finder" });
  input.replaceWith(box);
  box.append(input, list, status);
  const attributes = {
    role: "combobox",
    autocomplete: "off",
    "aria-autocomplete": "list",
    "aria-controls": id,
  };
  for (const [name, value] of Object.entries(attributes)) input.setAttribute(name, value);

  let found = [];
  let marked = 0;
  let search = null; // while an answer is awaited

  function show(pages, words) {
    found = pages;
    list.replaceChildren(...pages.map((page, place) => option(page, `${list.id}-${place}`)));
    list.hidden = !pages.length;
    input.setAttribute("aria-expanded", String(!list.hidden));
    status.textContent = words;
    status.className = pages.length ? "visually-hidden" : "quiet";
    mark(0);
  }

  function mark(place) {
    marked = place;
    for (const [number, item] of [...list.children].entries()) {
      item.setAttribute("aria-selected", String(number === place));
    }
    const item = list.children[place];
    item?.scrollIntoView({ block: "nearest" });
    if (item) input.setAttribute("aria-activedescendant", item.id);
    else input.removeAttribute("aria-activedescendant");
  }

  async function look() {
    const query = input.value.trim();
    const pages = query ? await pagesFor(query) : [];
    if (query !== input.value.trim()) return search; // typed on: wait for that answer
    search = null;
    if (!pages) show([], "The site can’t be reached at the moment.");
    else if (pages.length) show(pages, `${pages.length} found`);
    else show([], query && "Nothing found.");
  }

  async function take() {
    await search;
    const page = found[marked];
    if (!page) return input.focus();
    show([], "");
    choose(page);
  }

  input.addEventListener("input", () => {
    search = look();
  });
  input.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && found.length) {
      event.preventDefault();
      mark((marked + step + found.length) % found.length);
    } else if (event.key === "Enter" && (search || found.length)) {
      event.preventDefault();
      take();
    }
  });
  list.addEventListener("click", (event) => {
    const item = event.target.closest("li");
    if (!item) return;
    mark([...list.children].indexOf(item));
    take();
  });
  show([], "");
  return take;
}

function option(page, id) {
  const what = [page.what, page.note].filter(Boolean).join(" · ");
  return element("li", { id, role: "option" }, page.title, " ", element("span", { className: "quiet" }, what));
}

// Where a form asks for the address of a page.
for (const input of document.querySelectorAll("input[data-find-pages]")) {
  findPages(input, (page) => {
    input.value = page.address;
  });
}
