// Keys on the cards of a story. Everything they do is done by links and forms of the page.
const CARDS = ".course > .step > details > summary";
const typing = (target) => target.closest("input, textarea, select, [contenteditable]");
const sheet = document.getElementById("story-keys");
for (const button of document.querySelectorAll("[data-opens=story-keys]")) {
  button.hidden = false;
  button.addEventListener("click", () => sheet.showModal());
}

function walk(from, by) {
  const cards = [...document.querySelectorAll(CARDS)];
  const at = cards.indexOf(from);
  cards[Math.min(Math.max(at + by, 0), cards.length - 1)]?.focus();
}

function press(card, selector) {
  const button = card?.querySelector(selector);
  if (button && !button.disabled) button.click();
}

function add(card) {
  const adder = card ? card.nextElementSibling : document.querySelector("#steps > .adder");
  const details = adder?.querySelector("details");
  if (!details) return;
  details.open = true;
  details.querySelector("a")?.focus();
}

function leave(target) {
  const link = target.closest(".adding")?.querySelector("[data-leave]");
  if (link) return link.click();
  const details = target.closest("details");
  if (!details) return;
  details.open = false;
  const card = target.closest(".adder")?.previousElementSibling?.querySelector("summary");
  (card ?? details.querySelector("summary")).focus();
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.isComposing || sheet?.open) return;
  const target = event.target;
  if (event.key === "Escape" && target.closest("#story")) return leave(target);
  if (typing(target)) return;
  const summary = target.closest(CARDS);
  const card = target.closest(".step");
  const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  if (by && event.altKey && card) press(card, by < 0 ? "[data-move=up]" : "[data-move=down]");
  else if (event.altKey) return;
  else if (by && (summary || target === document.body)) walk(summary, by);
  else if (event.key === "a") add(card);
  else if (event.key === "Delete" && card) press(card, "[data-remove]");
  else if (event.key === "?") sheet?.showModal();
  else return;
  event.preventDefault();
});

// The focus goes to a form that stands open, or to the card that was just changed.
function settle() {
  const field = document.querySelector(".adding :is(select, input:not([type=hidden]), textarea)");
  (field ?? document.querySelector(".step summary[data-focus]"))?.focus();
}

// What was open is another card now, or saved.
document.addEventListener("htmx:after:swap", () => {
  for (const details of document.querySelectorAll(".course details")) details.open = "open" in details.dataset;
  settle();
});
settle();
