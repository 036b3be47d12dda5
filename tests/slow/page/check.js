// Put before everything else of a page: looks at it in each of its states and tells the page around
// it what a person would not like.
"use strict";
{
const problems = new Set();
const note = (what) => problems.add(what);
addEventListener("error", (event) => note(`error: ${event.message}`));
addEventListener("securitypolicyviolation", (event) => note(`loads ${event.blockedURI}`));
for (const kind of ["error", "warn"]) console[kind] = (...words) => note(`${kind}: ${words.join(" ")}`);

const shown = (element) => element.getClientRects().length > 0;
const name = (svg) => svg.getAttribute("aria-label") || svg.outerHTML.slice(0, 60);

function checkTexts(svg) {
  const frame = svg.getBoundingClientRect();
  const texts = [...svg.querySelectorAll("text")].filter(shown);
  const boxes = texts.map((text) => text.getBoundingClientRect());
  boxes.forEach((box, i) => {
    const what = `"${texts[i].textContent}" of "${name(svg)}"`;
    if (box.left < frame.left - 1 || box.right > frame.right + 1 || box.top < frame.top - 1 ||
        box.bottom > frame.bottom + 1) {
      note(`cut: ${what}`);
    }
    for (let j = 0; j < i; ++j) {
      const other = boxes[j];
      if (box.left < other.right - 1 && other.left < box.right - 1 && box.top < other.bottom - 3 &&
          other.top < box.bottom - 3) {
        note(`over "${texts[j].textContent}": ${what}`);
      }
    }
  });
}

function checkFigures() {
  let drawn = 0;
  for (const svg of document.querySelectorAll("svg:not(.stretch)")) {
    if (!shown(svg)) continue;
    const box = svg.getBoundingClientRect();
    if (box.width <= 0 || box.height <= 0) note(`no size: ${name(svg)}`);
    if (!svg.matches(".chart, .picture")) continue;
    const shapes = [...svg.querySelectorAll("path, rect")].filter((shape) => {
      const size = shape.getBBox();
      return size.width > 0 || size.height > 0;
    });
    if (shapes.length === 0) note(`empty: ${name(svg)}`);
    if (svg.matches(".chart")) checkTexts(svg);
    ++drawn;
  }
  return drawn;
}

function check() {
  const root = document.documentElement;
  if (root.scrollWidth > root.clientWidth) {
    note(`wider than the page: ${root.scrollWidth} > ${root.clientWidth}`);
  }
  for (const element of document.querySelectorAll("h1, h2, h3, h4, p, dd, figcaption, summary, label")) {
    if (shown(element) && element.scrollWidth > element.clientWidth + 1 && getComputedStyle(element).display !== "inline") {
      note(`text cut: ${element.textContent.slice(0, 40)}`);
    }
  }
  return checkFigures();
}

/// All states of the page; gives how many figures were looked at.
function checkStates() {
  let figures = check();
  for (const details of document.querySelectorAll("details")) details.open = true;
  for (const select of document.querySelectorAll("select")) {
    const before = select.value;
    for (const option of select.options) {
      select.value = option.value;
      select.dispatchEvent(new Event("change"));
      figures += check();
    }
    select.value = before;
    select.dispatchEvent(new Event("change"));
  }
  // What the keyboard reaches is seen to have the focus; n and p choose.
  const first = document.querySelector("select");
  if (first && first.options.length > 1) {
    document.dispatchEvent(new KeyboardEvent("keydown", { key: "n" }));
    if (first.selectedIndex !== 1) note("key n does not choose the next image");
    document.dispatchEvent(new KeyboardEvent("keydown", { key: "p" }));
    if (first.selectedIndex !== 0) note("key p does not choose the image before");
  }
  for (const area of document.querySelectorAll(".scroll, pre")) {
    if (shown(area) && area.scrollWidth > area.clientWidth && area.tabIndex < 0) note("a wide area that no key reaches");
  }
  return figures;
}

/// Follows a link of the contents, which keeps in the address what is chosen; then calls `done`.
function checkLinks(done) {
  const link = document.querySelector("nav a"), select = document.querySelector("select");
  if (!link || !select) return done();
  select.selectedIndex = select.options.length - 1;
  select.dispatchEvent(new Event("change"));
  const chosen = location.hash.slice(1), shouldBe = `${link.hash}&${chosen}`;
  addEventListener("hashchange", () => {
    if (location.hash !== shouldBe) note(`the address behind a link: ${location.hash}, not ${shouldBe}`);
    done();
  }, { once: true });
  link.click();
}

addEventListener("load", () => {
  const figures = checkStates();
  checkLinks(() => parent.postMessage({ figures, problems: [...problems] }, "*"));
});
}
