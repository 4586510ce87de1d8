// The arrow keys go from message to message, x ticks the one they stand on.

document.getElementById("result_list")?.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const row = event.target.closest("tbody tr");
  if (!row) return;
  const next = { ArrowDown: row.nextElementSibling, ArrowUp: row.previousElementSibling }[event.key];
  if (next) {
    event.preventDefault();
    next.querySelector("th a").focus();
  } else if (event.key === "x") {
    row.querySelector(".action-select").click();
  }
});
