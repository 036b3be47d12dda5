// What is chosen in a select with data-chooses="image" decides which elements with data-image are
// shown. The choice stands in the address, so that it survives a reload and can be handed on.
"use strict";
const selects = [...document.querySelectorAll("select[data-chooses]")];

function show(select) {
  const key = select.dataset.chooses;
  for (const element of document.querySelectorAll(`[data-${key}]`)) {
    element.hidden = select.value !== "" && element.dataset[key] !== select.value;
  }
}

function note() {
  const choice = selects.map((select) => `${select.dataset.chooses}=${select.value}`);
  try {
    history.replaceState(null, "", "#" + choice.join("&"));
  } catch { /* a page that is shown inside another one may have no address */ }
}

function step(select, by) {
  const to = select.selectedIndex + by;
  if (to < 0 || to >= select.options.length) return;
  select.selectedIndex = to;
  show(select);
  note();
}

for (const controls of document.querySelectorAll(".controls")) controls.hidden = false;
const wanted = new URLSearchParams(location.hash.slice(1));
for (const select of selects) {
  const value = wanted.get(select.dataset.chooses);
  if ([...select.options].some((option) => option.value === value)) select.value = value;
  select.addEventListener("change", () => { show(select); note(); });
  show(select);
}
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || !selects.length) return;
  if (event.key === "n") step(selects[0], 1);
  if (event.key === "p") step(selects[0], -1);
});
