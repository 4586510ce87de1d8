// Makes things nicer; every page works without it.

// Words selected on the page travel along with “Question? Comment? Typo?” as the quoted passage.
const MOST_QUOTED = 1500;
let selected = "";

document.addEventListener("selectionchange", () => {
  const text = getSelection().toString().trim();
  if (text) selected = text.slice(0, MOST_QUOTED);
});

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-feedback]");
  if (!link || !selected) return;
  const url = new URL(link.href);
  url.searchParams.set("quote", selected);
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
