// Suggests pages while somebody types into a search field. Without it the form is simply sent.
// The pattern is ARIA's combobox with a list: the focus stays in the field, arrows choose.

const WAIT = 150; // milliseconds after the last letter
const SHORTEST = 2; // letters

for (const form of document.querySelectorAll("form[data-suggest]")) suggestIn(form);

function suggestIn(form) {
  const field = form.querySelector("input[type=search]");
  const list = form.querySelector("[role=listbox]");
  const status = form.querySelector("[role=status]");
  let timer, asking, chosen;

  field.setAttribute("role", "combobox");
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-controls", list.id);
  field.setAttribute("aria-expanded", "false");
  field.autocomplete = "off";

  const options = () => [...list.children];

  function close() {
    clearTimeout(timer);
    asking?.abort();
    list.hidden = true;
    field.setAttribute("aria-expanded", "false");
    choose(null);
  }

  function choose(option) {
    chosen?.setAttribute("aria-selected", "false");
    chosen = option;
    chosen?.setAttribute("aria-selected", "true");
    chosen?.scrollIntoView({ block: "nearest" });
    if (chosen) field.setAttribute("aria-activedescendant", chosen.id);
    else field.removeAttribute("aria-activedescendant");
  }

  async function ask() {
    const typed = field.value.trim();
    clearTimeout(timer);
    asking?.abort();
    if (typed.length < SHORTEST) return close();
    asking = new AbortController();
    const url = new URL(form.dataset.suggest, location);
    url.searchParams.set("q", typed);
    try {
      const answer = await fetch(url, { signal: asking.signal });
      if (answer.ok) show((await answer.json()).suggestions);
    } catch (error) {
      if (error.name !== "AbortError") close(); // offline: the form can still be sent
    }
  }

  function show(suggestions) {
    if (document.activeElement !== field) return;
    choose(null);
    list.replaceChildren(...suggestions.map(optionOf));
    list.hidden = !suggestions.length;
    field.setAttribute("aria-expanded", String(!list.hidden));
    status.textContent = list.hidden ? "" : `${suggestions.length} suggested`;
  }

  function optionOf({ title, kind, url }, number) {
    const option = document.createElement("li");
    option.id = `${list.id}-${number}`;
    option.setAttribute("role", "option");
    option.setAttribute("aria-selected", "false");
    option.dataset.url = url;
    const what = document.createElement("span");
    what.textContent = kind;
    option.append(title, " ", what);
    return option;
  }

  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });

  field.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const all = options();
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) return ask();
      // Beyond either end is the field itself: nothing chosen.
      const step = event.key === "ArrowDown" ? 1 : -1;
      const places = all.length + 1;
      choose(all[(all.indexOf(chosen) + step + 1 + places) % places - 1] ?? null);
    } else if (event.key === "Enter" && chosen) {
      event.preventDefault();
      location.assign(chosen.dataset.url);
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault(); // the browser would empty the field
      close();
    }
  });

  // Before the field loses the focus, and with it the list.
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) location.assign(option.dataset.url);
  });
  field.addEventListener("blur", close);
  form.addEventListener("submit", close);
}
