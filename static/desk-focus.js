// On the picture in its form: the point that stays in sight where the picture is cropped.

import { element } from "./desk-elements.js";

const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

const place = document.querySelector("[data-focus]");
if (place) letFocusBeSet(place);

function letFocusBeSet(place) {
  const picture = place.querySelector("img");
  const fields = [document.getElementById("id_focus_x"), document.getElementById("id_focus_y")];
  const spot = element("span", { className: "spot" });
  const button = element("button", { type: "button", className: "focus-picker" });
  const said = element("span", { role: "status", className: "visually-hidden" });
  const crops = ["card", "round"].map((name) => {
    return element("img", { className: `crop crop-${name}`, src: picture.src, alt: "" });
  });
  picture.replaceWith(button);
  button.append(picture, spot);
  button.setAttribute("aria-label", "Focus: move it with the arrow keys");
  const hint = element("span", { className: "help" }, "Click on what has to stay in sight where the picture is cropped, or use the arrow keys.");
  place.append(element("p", { className: "crops" }, ...crops, hint, said));

  function show() {
    const [x, y] = fields.map((field) => `${Number(field.value)}%`);
    Object.assign(spot.style, { left: x, top: y });
    for (const crop of crops) crop.style.objectPosition = `${x} ${y}`;
  }

  function put(...point) {
    fields.forEach((field, n) => {
      field.value = Math.round(Math.min(100, Math.max(0, point[n])));
    });
    show();
    said.textContent = `${fields[0].value} % from the left, ${fields[1].value} % from the top`;
  }

  button.addEventListener("click", (event) => {
    if (!event.detail) return; // by Enter: there is no point
    const box = picture.getBoundingClientRect();
    put(((event.clientX - box.left) / box.width) * 100, ((event.clientY - box.top) / box.height) * 100);
  });
  button.addEventListener("keydown", (event) => {
    const step = STEPS[event.key];
    if (!step) return;
    event.preventDefault();
    const size = event.shiftKey ? 10 : 1;
    put(...fields.map((field, n) => Number(field.value) + step[n] * size));
  });
  for (const field of fields) field.addEventListener("input", show);
  show();
}
