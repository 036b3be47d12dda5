// What is chosen in a select with data-chooses="image" decides which elements with data-image are
// shown. The choice stands in the address, behind the section that a link of the contents led to
// (#cycles&image=17&layer=2), so that it survives that, a reload, and can be handed on.
"use strict";
const selects = [...document.querySelectorAll("select[data-chooses]")];
let section = "";

function show(select) {
  const key = select.dataset.chooses;
  for (const element of document.querySelectorAll(`[data-${key}]`)) {
    element.hidden = select.value !== "" && element.dataset[key] !== select.value;
  }
}

function note() {
  const parts = selects.map((select) => `${select.dataset.chooses}=${select.value}`);
  if (section) parts.unshift(section);
  try {
    history.replaceState(null, "", "#" + parts.join("&"));
  } catch { /* a page that is shown inside another one may have no address */ }
}

/// Takes what the address says; what it leaves out stays.
function read() {
  const first = location.hash.slice(1).split("&")[0];
  section = first.includes("=") ? "" : first;
  const wanted = new URLSearchParams(location.hash.slice(1));
  for (const select of selects) {
    const value = wanted.get(select.dataset.chooses);
    if ([...select.options].some((option) => option.value === value)) select.value = value;
    show(select);
  }
}

function step(select, by) {
  const to = select.selectedIndex + by;
  if (to < 0 || to >= select.options.length) return;
  select.selectedIndex = to;
  show(select);
  note();
}

for (const controls of document.querySelectorAll(".controls")) controls.hidden = false;
for (const select of selects) {
  select.addEventListener("change", () => { show(select); note(); });
}
read();
if (section) document.getElementById(section)?.scrollIntoView();
addEventListener("hashchange", () => {
  if (!selects.length) return;
  read();
  note();
});
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || !selects.length) return;
  if (event.key === "n") step(selects[0], 1);
  if (event.key === "p") step(selects[0], -1);
});
