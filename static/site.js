// Makes things nicer; every page works without it.

// Words selected on the page travel along with “Question? Comment? Typo?” as the quoted passage.
const MOST_QUOTED = 1500;
let selected = "";

// A press on the link lets go of the words before the click.
for (const press of ["pointerdown", "keydown"]) {
  document.addEventListener(press, () => {
    selected = getSelection().toString().trim();
  });
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-feedback]");
  if (!link) return;
  const url = new URL(link.href);
  url.searchParams.delete("quote");
  if (selected) url.searchParams.set("quote", selected.slice(0, MOST_QUOTED));
  link.href = url.href;
});

// A filter shows its result as soon as it is chosen.
for (const select of document.querySelectorAll("form.filters select")) {
  select.addEventListener("change", () => select.form.requestSubmit());
}

// A table too wide for the page scrolls, and not every browser lets the keyboard into it.
const tables = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    target.tabIndex = target.scrollWidth > target.clientWidth ? 0 : -1;
  }
});
for (const table of document.querySelectorAll(".prose table")) tables.observe(table);

// What a visitor collects for a handout stays in the browser, until the address names it.
const COLLECTED = "handout";
const MOST_COLLECTED = 12; // as integrativeworks/handouts/models.py has it
const store = openStore();
const collect = (slugs) => store.setItem(COLLECTED, JSON.stringify(slugs));

function openStore() {
  try {
    return localStorage;
  } catch {
    const kept = new Map(); // the visitor has switched it off: until the next page, then
    return { getItem: (name) => kept.get(name), setItem: (name, value) => kept.set(name, value) };
  }
}

function collected() {
  try {
    return JSON.parse(store.getItem(COLLECTED)).slice(0, MOST_COLLECTED).map(String);
  } catch {
    return []; // nothing yet, or no list
  }
}

const pageOf = (page, slugs) => `${page}?${new URLSearchParams(slugs.map((slug) => ["post", slug]))}`;

for (const item of document.querySelectorAll("[data-handout]")) {
  const { handout: slug, page } = item.dataset;
  const button = item.querySelector("button");
  const status = item.querySelector("[role=status]");
  const show = (words = "") => {
    const slugs = collected();
    button.textContent = slugs.includes(slug) ? "Take off my handout" : "Add to my handout";
    const link = document.createElement("a");
    link.href = pageOf(page, slugs);
    link.textContent = `My handout (${slugs.length})`;
    status.replaceChildren(words, ...(slugs.length ? [link] : []));
  };
  button.addEventListener("click", () => {
    const slugs = collected();
    const others = slugs.filter((other) => other !== slug);
    if (others.length === MOST_COLLECTED) return show(`It holds ${MOST_COLLECTED} posts at most; take one off first. `);
    collect(others.length < slugs.length ? others : [...slugs, slug]);
    show();
  });
  addEventListener("pageshow", () => show());
  show();
  item.hidden = false;
}

const handoutPage = document.querySelector("[data-handout-page]");
if (handoutPage) {
  if (!location.search && collected().length) location.replace(pageOf(location.pathname, collected()));
  // What the address names and the page hasn't got is no longer on the site.
  const named = new URLSearchParams(location.search).getAll("post");
  const shown = [...handoutPage.querySelectorAll("[data-handout-remove]")].map((link) => link.dataset.handoutRemove);
  collect(collected().filter((slug) => shown.includes(slug) || !named.includes(slug)));
  handoutPage.addEventListener("click", ({ target }) => {
    const slug = target.closest("[data-handout-remove]")?.dataset.handoutRemove;
    if (slug) collect(collected().filter((other) => other !== slug));
  });
}
