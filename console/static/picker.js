// The picker of saved replies: a field that filters a list, in the way of a combobox.
import { insertReply, tell } from "./copilot.js";

const WAIT = 120; // milliseconds of rest before the list is asked for
const OPENERS = new Set(["/", "／", "、"]); // the same key, in the ways Chinese keyboards give it
let asking = null, rest = 0, isLiteral = false;

const part = (id) => document.getElementById(id);
const options = () => [...document.querySelectorAll("#pick-list [role=option]")];
const chosen = () => options().find((one) => one.getAttribute("aria-selected") === "true");

function openPicker() {
  const picker = part("picker"), box = part("text");
  if (!picker || box.readOnly) return;
  picker.hidden = false;
  part("open-picker").setAttribute("aria-expanded", "true");
  part("pick-q").value = "";
  part("pick-q").focus();
  list();
}

function closePicker() {
  const picker = part("picker");
  if (!picker || picker.hidden) return;
  asking?.abort();
  picker.hidden = true;
  part("open-picker").setAttribute("aria-expanded", "false");
  part("pick").replaceChildren();
  choose(null);
}

async function list() {
  const field = part("pick-q");
  asking?.abort();
  asking = new AbortController();
  const { signal } = asking;
  try {
    const answer = await fetch(`${field.dataset.from}&q=${encodeURIComponent(field.value)}`, { signal });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (signal.aborted) return;
    part("pick").replaceWith(page.getElementById("pick"));
    choose(chosen() ?? null);
  } catch (error) {
    if (error.name !== "AbortError") closePicker();
  }
}

function choose(option) {
  const field = part("pick-q");
  for (const one of options()) one.setAttribute("aria-selected", String(one === option));
  field.setAttribute("aria-expanded", String(options().length > 0));
  field.setAttribute("aria-controls", options().length ? "pick-list" : "pick");
  if (option) field.setAttribute("aria-activedescendant", option.id);
  else field.removeAttribute("aria-activedescendant");
  option?.scrollIntoView({ block: "nearest" });
}

function take(option) {
  const { text, gaps, reply } = option.dataset;
  closePicker();
  if (insertReply(text, { gaps: Number(gaps || 0) })) tell(`/staff/replies/${reply}/used`, {});
}

document.addEventListener("input", (event) => {
  const field = event.target;
  if (field.id === "text" && OPENERS.has(field.value) && !event.isComposing && !isLiteral) {
    field.value = "";
    field.dispatchEvent(new Event("input", { bubbles: true }));
    openPicker();
  }
  if (field.id !== "pick-q") return;
  clearTimeout(rest);
  rest = setTimeout(list, WAIT);
});
// Some Chinese keyboards give the sign only once they are done composing.
document.addEventListener("compositionend", (event) => {
  if (event.target.id === "text" && OPENERS.has(event.target.value)) event.target.dispatchEvent(new Event("input", { bubbles: true }));
});

const KEYS = {
  ArrowDown: (all, at) => choose(all[(at + 1) % all.length]),
  ArrowUp: (all, at) => choose(all[(at - 1 + all.length) % all.length]),
  Enter: (all, at) => all[at] && take(all[at]),
};
// In the capture phase: what is done here, the page's other keys must not do as well.
document.addEventListener("keydown", (event) => {
  const field = event.target;
  if (field.id !== "pick-q" || event.isComposing) return;
  if (event.key === "Escape" || (event.key === "Tab" && !event.shiftKey)) {
    closePicker();
    part("text").focus();
  } else if (event.key === "/" && field.value === "") {
    closePicker();
    isLiteral = true; // twice: an answer that begins with one
    insertReply("/");
    isLiteral = false;
  } else if (KEYS[event.key]) {
    const all = options();
    if (all.length || event.key === "Enter") KEYS[event.key](all, all.indexOf(chosen()));
  } else return;
  event.preventDefault();
  event.stopPropagation();
}, true);

document.addEventListener("click", (event) => {
  if (event.target.closest("#open-picker")) return part("picker").hidden ? openPicker() : closePicker();
  const option = event.target.closest("#pick-list [role=option]");
  if (option) return take(option);
  if (!event.target.closest("#picker")) closePicker();
});
