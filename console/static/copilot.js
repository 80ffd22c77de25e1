// Suggested replies: one key inserts; a gap or a placeholder left in an answer is not sent unseen.
const WIDE = matchMedia("(min-width: 62rem)");
const GAP = "…", BRACES = /\{\s*(customer|order|ticket|agent|shop)\.\w+\s*\}/;
let isGapFine = false;

const byId = (id) => document.getElementById(id);
export const tell = (url, values) => fetch(url, {
  method: "POST",
  redirect: "manual",
  body: new URLSearchParams(values),
}).catch(() => {});

// Puts a reply into the box: over `whole` of it where that is a suggestion nobody has changed.
export function insertReply(text, { gaps = 0, isSuggestion = false } = {}) {
  const box = byId("text"), basis = byId("basis");
  if (!box || box.readOnly) return false;
  if (box.value === basis.value) box.select();
  box.focus();
  const start = box.selectionStart;
  // Typed rather than set, so that Ctrl+Z takes it back.
  if (!document.execCommand("insertText", false, text)) {
    box.setRangeText(text, start, box.selectionEnd, "end");
    box.dispatchEvent(new Event("input", { bubbles: true }));
  }
  if (isSuggestion) basis.value = text;
  box.dataset.gaps = gaps || Number(box.dataset.gaps || 0) ? "1" : "";
  const gap = gaps ? box.value.indexOf(GAP, start) : -1;
  if (gap >= 0) box.setSelectionRange(gap, gap + 1);
  showLeft(gap >= 0 ? "gap" : "");
  return true;
}

function useSuggestion(button) {
  const { text, gaps, used, message } = button.dataset;
  if (insertReply(text, { gaps: Number(gaps || 0), isSuggestion: true })) tell(used, { message_id: message });
}

document.addEventListener("click", (event) => {
  const button = event.target.closest(".suggestion");
  if (button) useSuggestion(button);
});
document.addEventListener("keydown", (event) => {
  if (!event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || event.isComposing) return;
  const place = /^(?:Digit|Numpad)([1-3])$/.exec(event.code)?.[1];
  const button = place && document.querySelector(`.suggestion[data-place="${place}"]`);
  if (!button) return;
  event.preventDefault();
  useSuggestion(button);
});

// What is left in an answer that no customer should read.
function findLeft() {
  const box = byId("text");
  if (!box) return "";
  if (BRACES.test(box.value)) return "braces";
  return box.dataset.gaps && box.value.includes(GAP) ? "gap" : "";
}

function showLeft(left) {
  const line = byId("unfilled");
  if (!line) return;
  line.hidden = !left;
  for (const part of line.querySelectorAll("[data-left]")) part.hidden = part.dataset.left !== left;
}

document.addEventListener("input", (event) => {
  const box = event.target;
  if (box.id !== "text") return;
  isGapFine = false;
  if (!box.value) delete box.dataset.gaps;
  if (!byId("unfilled")?.hidden) showLeft(findLeft());
});
// Before the box's own listener starts to send.
document.addEventListener("submit", (event) => {
  if (event.target.id !== "reply") return;
  const left = findLeft();
  if (!left || (left === "gap" && isGapFine)) return showLeft("");
  event.preventDefault();
  event.stopImmediatePropagation();
  showLeft(left);
  const box = byId("text"), at = box.value.search(left === "gap" ? GAP : BRACES);
  box.focus();
  box.setSelectionRange(at, at + (left === "gap" ? 1 : BRACES.exec(box.value)[0].length));
}, true);
document.addEventListener("click", (event) => {
  if (event.target.id !== "send-gap") return;
  isGapFine = true;
  event.target.form.requestSubmit();
});

// The summary is open or shut as this agent last had it; on a phone shut until it is opened.
const why = byId("why-box");
if (why) {
  const key = "frontdesk-why", kept = localStorage.getItem(key);
  why.open = kept ? kept === "open" : WIDE.matches;
  why.addEventListener("toggle", () => localStorage.setItem(key, why.open ? "open" : "shut"));
}
