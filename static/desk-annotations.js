// On the form of a picture: marks are placed, moved and removed on the picture itself.
// The rows below it keep them, so that saving, errors and undo of the form stay as they are.

import { element } from "./desk-elements.js";

const WIDTH = 1000;
const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const LETTERS = { origin: "O", insertion: "I", trapped: "T" };
const ZOOMS = [1, 1.5, 2, 3, 4];
const CLOSE_BY = 14; // pixels between a click and the first point of an outline, to close it

const group = document.getElementById("annotations-group");
const picture = document.querySelector(".picture-preview img");
// jQuery makes the rows ready first.
if (group && picture) window.django.jQuery(() => letMarksBeSet(group, picture));

function letMarksBeSet(group, picture) {
  const height = Math.round((WIDTH * picture.getAttribute("height")) / picture.getAttribute("width"));
  const kinds = [...group.querySelectorAll(".empty-form [name$=-kind] option")].filter((option) => option.value);
  const nameOf = Object.fromEntries(kinds.map((option) => [option.value, option.text]));
  const past = [], future = [];
  let tool = "", draft = [], chosen = null, drag = null, zoom = 0, cursor = [0.5, 0.5];

  // --- the rows ---

  const rows = () => [...group.querySelectorAll("tr.form-row:not(.empty-form)")];
  const field = (row, name) => row.querySelector(`[name$="-${name}"]`);
  const isDeleted = (row) => Boolean(field(row, "DELETE")?.checked);
  const pointsOf = (row) => read(field(row, "points").value);
  const marks = () => rows().filter((row) => !isDeleted(row) && nameOf[field(row, "kind").value] && pointsOf(row).length);

  function wordsOf(row) {
    const muscle = field(row, "muscle").value && field(row, "muscle").selectedOptions[0].text;
    const label = field(row, "label").value.trim();
    return muscle && label ? `${muscle} (${label})` : muscle || label;
  }

  function spoken(row) {
    return [nameOf[field(row, "kind").value], wordsOf(row)].filter(Boolean).join(": ");
  }

  function setDeleted(row, value) {
    let box = field(row, "DELETE");
    if (!box && !value) return;
    if (!box) {
      const name = field(row, "kind").name.replace(/kind$/, "DELETE");
      box = row.lastElementChild.appendChild(element("input", { type: "checkbox", name, hidden: true }));
    }
    box.checked = value;
    row.hidden = value;
  }

  const snapshot = () => rows().map((row) => [row, field(row, "kind").value, field(row, "points").value, isDeleted(row)]);

  function remember() {
    past.push(snapshot());
    future.length = 0;
  }

  function goBack(from, to, done) {
    const state = from.pop();
    if (!state) return say(`Nothing to ${done}.`);
    to.push(snapshot());
    for (const row of rows()) {
      const [, kind, points, deleted] = state.find(([kept]) => kept === row) ?? [row, null, null, true];
      if (kind !== null) [field(row, "kind").value, field(row, "points").value] = [kind, points];
      setDeleted(row, deleted);
    }
    chosen = null;
    show();
    say(done === "undo" ? "Undone." : "Done again.");
  }

  function undo() {
    if (!draft.length) return goBack(past, future, "undo");
    draft.pop();
    show();
    say(`Last point taken back; ${draft.length} left.`);
  }

  const redo = () => goBack(future, past, "redo");

  function add(kind, points) {
    const link = group.querySelector(".add-row a");
    if (!link.checkVisibility()) return say("A picture takes no more marks than these.");
    remember();
    link.click();
    const row = rows().at(-1);
    field(row, "kind").value = kind;
    field(row, "points").value = write(points);
    chosen = { row };
    show(true);
    say(`${nameOf[kind]} placed. Say in its row below the picture which muscle, or in words.`);
  }

  function remove() {
    const { row, point } = chosen ?? {};
    if (!row) return say("Choose a mark first.");
    const points = pointsOf(row);
    if (point !== undefined && points.length <= 3) return say("An outline needs three points.");
    remember();
    if (point === undefined) {
      say(`${spoken(row)} deleted. Undo brings it back.`);
      setDeleted(row, true);
      chosen = null;
    } else {
      points.splice(point, 1);
      field(row, "points").value = write(points);
      chosen = { row };
      say("Point deleted.");
    }
    show();
    if (!chosen) surface.focus({ preventScroll: true });
  }

  /** `from`: the points as they were before; the chosen mark, or point of it, goes by [x, y]. */
  function move(from, [x, y]) {
    const { row, point } = chosen;
    const moving = point === undefined ? from : [from[point]];
    const by = [x, y].map((step, n) => {
      const numbers = moving.map((each) => each[n]);
      return Math.min(1 - Math.max(...numbers), Math.max(-Math.min(...numbers), step)); // stays on the picture
    });
    field(row, "points").value = write(from.map((each, n) => {
      return point === undefined || n === point ? [each[0] + by[0], each[1] + by[1]] : each;
    }));
    show();
  }

  // --- placing ---

  function take(name) {
    tool = name;
    draft = [];
    chosen = null;
    show();
    if (!tool) return say("Choose a mark to move or delete it.");
    surface.querySelector("[data-key=cursor]").focus({ preventScroll: true });
    say(tool === "trigger"
      ? "Click where it is, or move the crosshair with the arrow keys and press Space."
      : "Click point after point, or use arrow keys and Space. Enter or a double click closes the outline.");
  }

  function put(point) {
    cursor = point;
    if (tool === "trigger") return add(tool, [point]);
    if (draft.length > 2 && distance(draft[0], point) < CLOSE_BY) return close();
    draft.push(point);
    show();
    say(`Point ${draft.length} placed.`);
  }

  function close() {
    if (draft.length < 3) return say("An outline needs three points or more.");
    const points = draft;
    draft = [];
    add(tool, points);
  }

  function distance(one, other) {
    const box = surface.getBoundingClientRect();
    return Math.hypot((one[0] - other[0]) * box.width, (one[1] - other[1]) * box.height);
  }

  // --- what is seen ---

  const said = element("p", { role: "status", className: "said" });
  const surface = svg("svg", { viewBox: `0 0 ${WIDTH} ${height}`, class: "marks", role: "application", tabindex: 0, "aria-label": "Marks on the picture" });
  const image = element("img", { src: picture.src, alt: "" });
  const stage = element("div", { className: "stage" }, image);
  stage.append(surface);
  const tools = element("p", { className: "tools", role: "group" });
  tools.setAttribute("aria-label", "What to place");
  const buttons = new Map(["", ...kinds.map((option) => option.value)].map((kind) => [kind, element("button", { type: "button" })]));
  for (const [kind, button] of buttons) {
    if (kind) button.append(swatch(kind));
    button.append(nameOf[kind] ?? "Choose and move");
    button.addEventListener("click", () => take(kind));
  }
  tools.append(...buttons.values());
  const helpers = element("p", { className: "tools" });
  const steps = { Undo: undo, Redo: redo, Delete: remove, "Zoom in": () => scale(1), "Zoom out": () => scale(-1) };
  for (const [words, action] of Object.entries(steps)) {
    const button = element("button", { type: "button" }, words);
    button.addEventListener("click", action);
    helpers.append(button);
  }
  const help = element("p", { className: "help" }, "Keys: Tab goes from mark to mark, arrows move (with Shift in larger steps), Enter goes to its row, Delete removes, Ctrl+Z undoes, + and − zoom, Escape puts the tool away.");
  const desk = element("div", { className: "annotator" }, tools, helpers, element("div", { className: "viewport" }, stage), said, help);
  group.querySelector(".inline-heading").after(desk);

  function say(text) {
    said.textContent = text;
  }

  function scale(by) {
    zoom = Math.min(ZOOMS.length - 1, Math.max(0, zoom + by));
    stage.style.inlineSize = `${ZOOMS[zoom] * 100}%`;
    say(`${ZOOMS[zoom] * 100} %`);
  }

  function show(isToBeFocused = false) {
    const focused = surface.contains(document.activeElement) && document.activeElement.dataset.key;
    // In the order of the site: asterisks on top, and what is chosen above all.
    const order = (row) => (row === chosen?.row ? kinds.length : -kinds.findIndex(({ value }) => value === field(row, "kind").value));
    surface.replaceChildren(...marks().sort((one, other) => order(one) - order(other)).map(drawn));
    if (tool) surface.append(...crosshair());
    for (const [kind, button] of buttons) button.setAttribute("aria-pressed", kind === tool);
    for (const row of rows()) row.classList.toggle("is-chosen", row === chosen?.row);
    propose();
    if (!focused && !isToBeFocused) return;
    const wanted = surface.querySelector(`[data-key="${chosen ? keyOf(chosen) : focused}"]`);
    (wanted ?? surface).focus({ preventScroll: true });
  }

  const keyOf = ({ row, point }) => [rows().indexOf(row), point].filter((part) => part !== undefined).join(".");
  const at = ([x, y]) => [Math.round(x * WIDTH), Math.round(y * height)];

  function drawn(row) {
    const kind = field(row, "kind").value;
    const points = pointsOf(row);
    const isChosen = row === chosen?.row;
    const name = `${spoken(row)}, ${placeOf(middle(points))}`;
    const [x, y] = at(middle(points));
    const mark = svg("g", { class: `mark mark-${kind}${isChosen ? " is-chosen" : ""}`, tabindex: 0, role: "button", "aria-label": name, "aria-pressed": isChosen, "data-key": keyOf({ row }) });
    if (kind === "trigger") {
      mark.append(svg("circle", { cx: x, cy: y, r: 36, class: "mark-grip" }), svg("use", { href: "#asterisk", x, y }));
      return mark;
    }
    const outline = points.map(at).join(" ");
    mark.append(svg("polygon", { class: "mark-edge", points: outline, fill: "none" }), svg("polygon", { class: "mark-shape", points: outline, fill: `url(#fill-${kind})` }));
    if (LETTERS[kind]) mark.append(letter(LETTERS[kind], x, y));
    if (!isChosen) return mark;
    const whole = svg("g", {}, mark);
    points.forEach((point, n) => {
      const [cx, cy] = at(point);
      whole.append(svg("circle", { cx, cy, r: 14, class: "handle", tabindex: 0, role: "button", "aria-label": `Point ${n + 1} of ${points.length}, ${placeOf(point)}`, "data-key": keyOf({ row, point: n }) }));
    });
    return whole;
  }

  function crosshair() {
    const [x, y] = at(cursor);
    const line = svg("polyline", { class: "draft", points: draft.map(at).join(" ") });
    const dots = draft.map(at).map(([cx, cy]) => svg("circle", { cx, cy, r: 9, class: "handle" }));
    const name = `Crosshair, ${placeOf(cursor)}: arrow keys move it, Space places`;
    const cross = svg("g", { class: "crosshair", tabindex: 0, role: "button", "aria-label": name, "data-key": "cursor" }, svg("circle", { cx: x, cy: y, r: 22 }), svg("path", { d: `M${x - 34} ${y}h68M${x} ${y - 34}v68` }));
    return [line, ...dots, cross];
  }

  // --- mouse and finger ---

  function pointOf(event) {
    const box = surface.getBoundingClientRect();
    return [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height].map((part) => Math.min(1, Math.max(0, part)));
  }

  function targetOf(event) {
    const [index, point] = event.target.closest?.("[data-key]")?.dataset.key.split(".") ?? [];
    const row = rows()[index];
    return row && (point === undefined ? { row } : { row, point: Number(point) });
  }

  surface.addEventListener("mousedown", (event) => event.preventDefault());
  surface.addEventListener("pointerdown", (event) => {
    if (tool || event.button) return;
    chosen = targetOf(event) ?? null;
    if (chosen) {
      drag = { start: pointOf(event), from: pointsOf(chosen.row) };
      surface.setPointerCapture(event.pointerId);
      say(`${spoken(chosen.row)} chosen.`);
    }
    show(true);
  });
  surface.addEventListener("pointermove", (event) => {
    if (!drag) return;
    const to = pointOf(event);
    if (!drag.hasMoved && distance(drag.start, to) < 3) return;
    if (!drag.hasMoved) remember();
    drag.hasMoved = true;
    move(drag.from, [to[0] - drag.start[0], to[1] - drag.start[1]]);
  });
  for (const end of ["pointerup", "pointercancel"]) {
    surface.addEventListener(end, () => {
      if (drag?.hasMoved) say("Moved.");
      drag = null;
    });
  }
  surface.addEventListener("click", (event) => {
    if (tool && event.detail < 2) put(pointOf(event));
  });
  surface.addEventListener("dblclick", () => {
    if (draft.length) close();
  });

  // --- keyboard ---

  surface.addEventListener("focusin", (event) => {
    const target = targetOf(event);
    if (!target || (chosen && keyOf(chosen) === keyOf(target))) return;
    chosen = target;
    show();
  });

  function onCrosshair({ key }) {
    if (key === " ") put(cursor);
    else if (key === "Enter") draft.length ? close() : put(cursor);
    else if (key === "Backspace" && draft.length) undo();
    else return false;
    return true;
  }

  function onMark({ key }) {
    if (key === "Delete" || key === "Backspace") remove();
    else if (key === "Enter") field(chosen.row, "label").focus();
    else return false;
    return true;
  }

  function onAny(event) {
    const key = event.key.toLowerCase();
    const isCommand = event.ctrlKey || event.metaKey;
    if (isCommand && key === "z") event.shiftKey ? redo() : undo();
    else if (isCommand && key === "y") redo();
    else if (isCommand || event.altKey) return false;
    else if (key === "+" || key === "=") scale(1);
    else if (key === "-") scale(-1);
    else if (key === "escape" && (tool || draft.length)) take("");
    else return false;
    return true;
  }

  function step(event) {
    const direction = STEPS[event.key];
    const key = event.target.dataset.key;
    if (!direction || !key) return false;
    const by = direction.map((part) => part * (event.shiftKey ? 0.05 : 0.005));
    if (key === "cursor") {
      cursor = cursor.map((part, n) => Math.min(1, Math.max(0, part + by[n])));
      show();
      say(placeOf(cursor));
    } else {
      remember();
      move(pointsOf(chosen.row), by);
      const points = pointsOf(chosen.row);
      say(placeOf(chosen.point === undefined ? middle(points) : points[chosen.point]));
    }
    return true;
  }

  desk.addEventListener("keydown", (event) => {
    const key = event.target.dataset?.key;
    const isTaken = onAny(event) || step(event) || (key === "cursor" ? onCrosshair(event) : key && onMark(event));
    if (isTaken) event.preventDefault();
  });

  // --- the proposed description ---

  const proposal = document.querySelector("[data-proposed-alt]");
  const alt = document.getElementById("id_alt");
  const use = element("button", { type: "button", className: "button" }, "Use it");
  proposal.append(" ", use);
  use.addEventListener("click", () => {
    alt.value = proposal.querySelector("span").textContent;
    propose();
    alt.focus();
  });
  alt.addEventListener("input", propose);

  function propose() {
    const parts = kinds.flatMap(({ value, text }) => {
      const found = marks().filter((row) => field(row, "kind").value === value);
      const names = [...new Set(found.map(wordsOf).filter(Boolean).map(small))];
      return found.length ? [names.length ? `${text}: ${names.join(", ")}` : text] : [];
    });
    const text = parts.map((part, n) => (n ? small(part) : part)).join("; ");
    proposal.querySelector("span").textContent = text && text.length < alt.maxLength ? `${text}.` : text.slice(0, alt.maxLength);
    proposal.hidden = !text || Boolean(alt.value.trim());
  }

  // --- begin ---

  for (const row of rows()) {
    const isBlank = !["kind", "muscle", "label", "points"].some((name) => field(row, name).value);
    if (isBlank) row.querySelector(".inline-deletelink")?.click();
  }
  window.django.jQuery(group).on("input change", () => show());
  document.addEventListener("formset:removed", () => {
    chosen = null;
    show();
  });
  show();
}

function read(text) {
  const points = text.split(/\s+/).filter(Boolean).map((point) => point.split(",").map(Number));
  return points.every((point) => point.length === 2 && point.every((part) => part >= 0 && part <= 1)) ? points : [];
}

const write = (points) => points.map((point) => point.map((part) => Number(part.toFixed(4))).join(",")).join(" ");

const middle = (points) => [0, 1].map((n) => points.reduce((sum, point) => sum + point[n], 0) / points.length);

const placeOf = ([x, y]) => `${Math.round(x * 100)} % from the left, ${Math.round(y * 100)} % from the top`;

const small = (text) => text.slice(0, 1).toLowerCase() + text.slice(1);

const letter = (text, x, y) => svg("text", { x, y, "text-anchor": "middle", "dominant-baseline": "central" }, text);

function svg(name, attributes, ...children) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

function swatch(kind) {
  const shape = kind === "trigger"
    ? [svg("use", { href: "#asterisk", transform: "translate(33 24) scale(0.8)" })]
    : [svg("rect", { class: "mark-shape", x: 4, y: 4, width: 58, height: 40, rx: 6, fill: `url(#fill-${kind})` })];
  if (LETTERS[kind]) shape.push(letter(LETTERS[kind], 33, 24));
  return svg("svg", { class: `mark-swatch mark mark-${kind}`, viewBox: "0 0 66 48", "aria-hidden": true }, ...shape);
}
