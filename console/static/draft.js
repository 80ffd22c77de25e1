// What an agent has begun to write: kept by the server, and until it has it by this tab.
import { post } from "./posting.js";

const PAUSE = 700; // milliseconds without a key before the server is asked to keep it
let timer = 0, held = "", unkept = null, adopted = null, storing = Promise.resolve();

const find = (id) => document.getElementById(id);
// Of this chat and of this member of staff: whoever logs in next in this tab gets none of it.
const place = () => `draft:${find("chat").dataset.me}:${location.pathname}`;
const read = () => JSON.parse(sessionStorage.getItem(place()) ?? "null");

export function keepSoon(box) {
  sessionStorage.setItem(place(), JSON.stringify({ text: box.value, held }));
  clearTimeout(timer);
  timer = setTimeout(() => keep(box.form), PAUSE);
}

export function keep(form, more) {
  clearTimeout(timer);
  const url = form.action.replace(/\/reply$/, "/draft");
  storing = store({ url, text: form.elements.text.value }, more);
  return storing;
}

async function store(written, more) {
  unkept = written;
  try {
    if ((await post(written.url, { text: written.text }, more)).status !== 204) return;
  } catch {
    return;
  }
  held = written.text;
  if (unkept === written) unkept = null;
  if (read()?.text === held) sessionStorage.removeItem(place());
}
// Once the page is connected again; its box may be gone by then.
document.addEventListener("htmx:ws:after:connection", () => unkept && store(unkept));

// A draft that came after its reply would stand in the box again.
export const settle = () => (clearTimeout(timer), storing);

export function forget() {
  held = "";
  unkept = null;
  sessionStorage.removeItem(place());
}

// What the server never got goes back into the box, beside what may have been kept elsewhere since.
function adopt() {
  const box = find("text");
  if (!box || box === adopted) return;
  adopted = box;
  held = box.value;
  const left = read();
  if (!left) return;
  if (held === left.held) box.value = left.text;
  else if (!held.includes(left.text)) box.value = `${held}\n${left.text}`.trim();
  keep(box.form);
}
adopt();
document.addEventListener("htmx:ws:after:message:incoming", adopt);
