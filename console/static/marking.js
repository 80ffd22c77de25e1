// Words of an example that are selected can be marked as an entity; in a field that is edited, too.
const form = () => document.getElementById("mark-form");
const length = (text) => Array.from(text).length; // characters as the server counts them

function findWords(node) {
  const element = node?.nodeType === Node.ELEMENT_NODE ? node : node?.parentElement;
  return element?.closest(".words[data-key]");
}

function offer() {
  const marker = form();
  if (!marker || marker.contains(document.activeElement)) return;
  const selection = document.getSelection();
  const words = selection.rangeCount ? findWords(selection.anchorNode) : null;
  const text = selection.toString();
  if (!words || words !== findWords(selection.focusNode) || !text.trim()) {
    marker.hidden = true;
    return;
  }
  const range = selection.getRangeAt(0);
  const before = document.createRange();
  before.selectNodeContents(words);
  before.setEnd(range.startContainer, range.startOffset);
  const start = length(before.toString());
  marker.elements.at.value = words.dataset.key;
  marker.elements.start.value = start;
  marker.elements.end.value = start + length(range.toString());
  document.getElementById("marked-words").textContent = `“${range.toString().trim()}”`;
  marker.hidden = false;
}

let rest = 0;
document.addEventListener("selectionchange", () => {
  clearTimeout(rest);
  rest = setTimeout(offer, 150);
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && form() && !form().hidden) {
    form().hidden = true;
    document.getSelection().removeAllRanges();
  }
});

// An example that is to be edited is gone to; where a script cannot, the address leads to it.
let edited = "";
function goToWording() {
  const field = document.getElementById("wording");
  const at = document.querySelector("#edit-form [name=at]")?.value ?? "";
  if (field && at !== edited) field.focus();
  edited = field ? at : "";
}
goToWording();
document.addEventListener("htmx:after:swap", goToWording);
