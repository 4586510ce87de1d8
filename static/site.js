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
