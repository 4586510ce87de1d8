// Shows the drawing beside each trigger point. A click on the body places it and brings the place
// nearer, so that a second click can be exact; the fields' own arrow keys move it likewise.

import { button } from "./desk-elements.js";

const drawings = document.getElementById("drawings").content;
const NEAR = 280; // units of a drawing, of which a whole body is 1000 high

document.querySelectorAll("[id^=trigger_points-].inline-related").forEach(prepare);
document.addEventListener("formset:added", ({ target }) => {
  if (target.id.startsWith("trigger_points-")) prepare(target);
});

function prepare(row) {
  if (row.matches(".empty-form")) return;
  const [view, across, down] = ["view", "across", "down"].map((name) =>
    row.querySelector(`[name$=-${name}]`),
  );
  const wholeBody = button("Show the whole drawing", () => setWindow(Object.values(whole)));
  let drawing, whole;

  const place = () => [
    whole.x + (whole.width * across.value) / 100,
    whole.y + (whole.height * down.value) / 100,
  ];
  const draw = () => {
    drawing?.remove();
    drawing = drawings.querySelector(`[data-view="${view.value}"]`).cloneNode(true);
    const { x, y, width, height } = drawing.viewBox.baseVal;
    whole = { x, y, width, height };
    drawing.addEventListener("click", put);
    down.closest(".form-row").append(drawing, wholeBody);
    comeNear();
    mark();
  };
  const isPlaced = () => across.value !== "" && down.value !== "";
  const comeNear = () => {
    const isNear = isPlaced() && whole.height > 2 * NEAR;
    const [x, y] = place();
    const near = [x - NEAR / 2, y - NEAR / 2, NEAR, NEAR];
    setWindow(isNear ? near : Object.values(whole));
  };
  const setWindow = (window) => {
    drawing.setAttribute("viewBox", window.join(" "));
    wholeBody.hidden = window[3] === whole.height;
  };
  const put = (event) => {
    const { x, y } = new DOMPoint(event.clientX, event.clientY).matrixTransform(
      drawing.getScreenCTM().inverse(),
    );
    across.value = percent(x - whole.x, whole.width);
    down.value = percent(y - whole.y, whole.height);
    down.dispatchEvent(new Event("input", { bubbles: true }));
    comeNear();
  };
  // An asterisk at the place, and its mirror image where both sides of the body are drawn.
  const mark = () => {
    for (const old of drawing.querySelectorAll(".figure-mark")) old.remove();
    if (!isPlaced()) return;
    const [x, y] = place();
    for (const side of "symmetric" in drawing.dataset ? [x, -x] : [x]) {
      const asterisk = document.createElementNS(drawing.namespaceURI, "path");
      asterisk.setAttribute("class", "figure-mark");
      asterisk.setAttribute("d", "M-6 0H6M-3-5.2l6 10.4M-3 5.2l6-10.4");
      asterisk.setAttribute("transform", `translate(${side} ${y})`);
      drawing.append(asterisk);
    }
  };

  view.addEventListener("change", draw);
  for (const field of [across, down]) field.addEventListener("input", mark);
  draw();
}

function percent(part, whole) {
  return Math.min(100, Math.max(0, (100 * part) / whole)).toFixed(1);
}
