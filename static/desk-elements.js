// Makes parts of a page.

// An element with these properties and, where it has no such property, attributes.
export function element(name, properties = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (key in made) made[key] = value;
    else made.setAttribute(key, value);
  }
  made.append(...children);
  return made;
}

export function button(text, action, className = "") {
  const made = element("button", { type: "button", className: `button ${className}`.trim() }, text);
  made.addEventListener("click", action);
  return made;
}

export function link(text, href) {
  return element("a", { href }, text);
}
