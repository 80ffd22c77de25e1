// One key for what agents do all day. Nothing happens while somebody types.
const typing = (target) => target.closest("input, textarea, select, [contenteditable]");
// Who dictates or types with effort may switch single letters off (WCAG 2.1.4).
const areOn = () => localStorage.getItem("frontdesk-keys") !== "off";
const sheet = () => document.getElementById("keys");

function step(by) {
  const links = [...document.querySelectorAll("#list .inbox a")];
  if (!links.length) return;
  const current = location.pathname.split("/").pop();
  const focused = links.indexOf(document.activeElement);
  const at = focused >= 0 ? focused : links.findIndex((link) => link.pathname.endsWith(`/${current}`));
  links[Math.min(Math.max(at + by, 0), links.length - 1)].focus();
}

const ACTIONS = {
  j: () => step(1),
  k: () => step(-1),
  r: () => document.getElementById("text")?.focus(),
  n: () => {
    document.getElementById("note-box")?.setAttribute("open", "");
    document.getElementById("note")?.focus();
  },
  "/": () => document.getElementById("search")?.focus(),
  "?": () => sheet()?.showModal(),
};

document.addEventListener("keydown", (event) => {
  if (document.getElementById("undo-bar")?.hidden === false) return; // who sends may still be typing
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.key === "Escape" && typing(event.target)) return event.target.blur();
  if (typing(event.target) || sheet()?.open || !areOn()) return;
  const button = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
  const act = button ? () => button.click() : ACTIONS[event.key];
  if (!act) return;
  event.preventDefault();
  act();
});
const toggle = document.getElementById("keys-on");
if (toggle) {
  toggle.checked = areOn();
  toggle.addEventListener("change", () => localStorage.setItem("frontdesk-keys", toggle.checked ? "on" : "off"));
}
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-opens=keys]")) sheet()?.showModal();
});
