// Chooses places and activities without loading the page anew. Without it, links and form do.

const finder = document.querySelector("[data-finder]");
const status = document.querySelector("[data-finder-status]");
let shown = new URL(location);
let wanted = shown; // ahead of what is shown while an answer is under way
let underWay;

const choices = (url) => new Set([...url.searchParams].map((choice) => choice.join("=")));
const addressOf = (link) => new URL(link.getAttribute("href"), location); // works in drawings too

// What a link changes: “region=heel” is chosen, or taken back.
function changesOf(link) {
  const there = choices(addressOf(link));
  const here = choices(shown);
  return [...there, ...here].filter((choice) => there.has(choice) !== here.has(choice));
}

function show(url) {
  wanted = url;
  underWay?.abort();
  underWay = new AbortController();
  fetch(url, { signal: underWay.signal })
    .then((answer) => (answer.ok ? answer.text() : Promise.reject(answer)))
    .then((text) => put(new DOMParser().parseFromString(text, "text/html"), url))
    .catch((error) => error.name === "AbortError" || location.assign(url)); // it says what is wrong
}

function put(page, url) {
  const focused = document.activeElement;
  const isAlike = alike(focused);
  finder.replaceChildren(...page.querySelector("[data-finder]").childNodes);
  shown = url;
  if (!focused.isConnected) {
    const links = [...finder.querySelectorAll("a[href], input")];
    (links.find(isAlike) ?? finder).focus({ preventScroll: true });
  }
  status.textContent = document.getElementById("found-title")?.textContent ?? "Nothing is chosen";
}

// Tells whether an element of the new page is what `element` was on the old one.
function alike(element) {
  if (element.name) return (other) => other.name === element.name && other.value === element.value;
  if (!element.matches("a[href]")) return () => false;
  const changes = String(changesOf(element));
  const isDrawn = element instanceof SVGElement;
  return (other) =>
    other.matches("a[href]") &&
    other instanceof SVGElement === isDrawn &&
    other.tabIndex === element.tabIndex &&
    String(changesOf(other)) === changes;
}

function toggle(changes) {
  const chosen = choices(wanted);
  for (const choice of changes) chosen.delete(choice) || chosen.add(choice);
  const url = new URL(location.pathname, location);
  for (const choice of chosen) url.searchParams.append(...choice.split("="));
  history.pushState(null, "", url);
  show(url);
}

finder.addEventListener("click", (event) => {
  const link = event.target.closest("a[href]");
  const isPlain = !(event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);
  if (!link || !isPlain || addressOf(link).pathname !== location.pathname) return;
  event.preventDefault();
  toggle(changesOf(link));
});

finder.addEventListener("change", ({ target }) => {
  if (target.name === "activity") toggle([`activity=${target.value}`]);
});

finder.addEventListener("submit", (event) => {
  if (event.target.id !== "set-off") return;
  event.preventDefault(); // what is ticked is shown already
  const found = document.getElementById("found");
  found.scrollIntoView();
  found.focus({ preventScroll: true });
});

addEventListener("popstate", () => show(new URL(location)));
