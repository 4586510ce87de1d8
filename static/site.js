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
const store = openStore();
const collected = () => JSON.parse(store.getItem(COLLECTED) ?? "[]");
const collect = (slugs) => store.setItem(COLLECTED, JSON.stringify(slugs));

function openStore() {
  try {
    return localStorage;
  } catch {
    const kept = new Map(); // the visitor has switched it off: until the next page, then
    return { getItem: (name) => kept.get(name), setItem: (name, value) => kept.set(name, value) };
  }
}

const pageOf = (page, slugs) => `${page}?${new URLSearchParams(slugs.map((slug) => ["post", slug]))}`;

for (const item of document.querySelectorAll("[data-handout]")) {
  const { handout: slug, page } = item.dataset;
  const button = item.querySelector("button");
  const status = item.querySelector("[role=status]");
  const show = () => {
    const slugs = collected();
    button.textContent = slugs.includes(slug) ? "Take off my handout" : "Add to my handout";
    const link = document.createElement("a");
    link.href = pageOf(page, slugs);
    link.textContent = `My handout (${slugs.length})`;
    status.replaceChildren(...(slugs.length ? [link] : []));
  };
  button.addEventListener("click", () => {
    const slugs = collected();
    collect(slugs.includes(slug) ? slugs.filter((other) => other !== slug) : [...slugs, slug]);
    show();
  });
  addEventListener("pageshow", show);
  show();
  item.hidden = false;
}

const handoutPage = document.querySelector("[data-handout-page]");
if (handoutPage) {
  const named = new URLSearchParams(location.search).has("post");
  if (!named && !location.search && collected().length) location.replace(pageOf(location.pathname, collected()));
  handoutPage.addEventListener("click", ({ target }) => {
    const slug = target.closest("[data-handout-remove]")?.dataset.handoutRemove;
    if (slug) collect(collected().filter((other) => other !== slug));
  });
}
