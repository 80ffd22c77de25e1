// The inbox by keyboard: one group is focused, one key does what is done all day.
const AT = "frontdesk-label-at"; // the place of the group that was labelled last: the next one stands there
const typing = (target) => target.closest("input, textarea, select, [contenteditable]");
const areOn = () => localStorage.getItem("frontdesk-keys") !== "off";
const sheet = () => document.getElementById("keys");
const groups = () => [...document.querySelectorAll("[data-group]")];
const current = () => document.activeElement?.closest("[data-group]");

function focus(at) {
  const all = groups();
  const one = all[Math.min(Math.max(at, 0), all.length - 1)];
  one?.focus({ preventScroll: true });
  one?.scrollIntoView({ block: "nearest" });
}

const step = (by) => focus(groups().indexOf(current()) + by);
const press = (name) => (current() ?? groups()[0])?.querySelector(`button[data-do="${name}"]`)?.click();

function open(name) {
  const details = (current() ?? groups()[0])?.querySelector(`details[data-do="${name}"]`);
  if (!details) return;
  details.open = true;
  details.querySelector("input:not([type=hidden])").focus();
}

const ACTIONS = {
  j: () => step(1),
  k: () => step(-1),
  Enter: () => press("accept"),
  1: () => press("1"),
  2: () => press("2"),
  3: () => press("3"),
  c: () => open("correct"),
  n: () => open("new"),
  i: () => press("ignore"),
  u: () => document.getElementById("label-undo")?.click(),
  "?": () => sheet()?.showModal(),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat) return;
  if (event.key === "Escape" && typing(event.target)) {
    const group = current();
    event.target.closest("details")?.removeAttribute("open");
    return group?.focus();
  }
  if (typing(event.target) || sheet()?.open || !areOn()) return;
  // Enter on a link, a button or a summary is that thing's own.
  if (event.key === "Enter" && !event.target.matches("[data-group]")) return;
  const act = ACTIONS[event.key];
  if (!act) return;
  event.preventDefault();
  act();
});

document.addEventListener("submit", (event) => {
  const group = event.target.closest("[data-group]");
  if (group) sessionStorage.setItem(AT, String(groups().indexOf(group)));
  // Twice the same label is once too often; the button that was pressed must be sent first.
  setTimeout(() => event.target.querySelectorAll("button").forEach((one) => { one.disabled = true; }));
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-opens=keys]")) sheet()?.showModal();
});
const toggle = document.getElementById("keys-on");
if (toggle) {
  toggle.checked = areOn();
  toggle.addEventListener("change", () => localStorage.setItem("frontdesk-keys", toggle.checked ? "on" : "off"));
}

const wrong = document.querySelector("[data-group] details[open] input[name=intent]:not([type=hidden])");
if (wrong) wrong.focus();
else if (sessionStorage.getItem(AT) !== null) focus(Number(sessionStorage.getItem(AT)));
else if (matchMedia("(hover: hover)").matches) focus(0);
sessionStorage.removeItem(AT);
window.addEventListener("pageshow", (event) => {
  if (event.persisted) document.querySelectorAll("[data-group] button").forEach((one) => { one.disabled = false; });
});
