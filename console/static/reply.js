// The box in which an agent answers: five seconds to think again, and nothing is lost by leaving.
import { forget, keep, keepSoon, settle } from "./draft.js";
import { post } from "./posting.js";

const UNDO = 5000;
const TELL = 4000; // milliseconds between two words to colleagues that somebody writes here
const find = (id) => document.getElementById(id);
let pending = null, told = 0;

function grow(box) {
  box.style.height = "auto";
  box.style.height = `${Math.min(box.scrollHeight + 2, 240)}px`;
}

// Was something heard since the agent began to write?
function warn() {
  const form = find("reply"), box = find("text"), line = find("newer");
  if (!form || !line) return;
  const isNewer = box.value.trim() !== "" && Number(form.dataset.heard) > Number(find("seen").value);
  line.hidden = !isNewer;
}
document.addEventListener("htmx:ws:after:message:incoming", warn);

document.addEventListener("input", (event) => {
  const box = event.target;
  if (box.id !== "text") return;
  if (box.value.length && !box.dataset.begun) {
    find("seen").value = box.form.dataset.heard;
    box.dataset.begun = "1";
  }
  if (!box.value.length) delete box.dataset.begun;
  if (!find("not-sent").hidden) find("cid").value = "";
  find("not-sent").hidden = true;
  grow(box);
  warn();
  keepSoon(box);
  if (Date.now() - told > TELL && box.value) {
    told = Date.now();
    post(box.form.action.replace(/\/reply$/, "/writing"), {}).catch(() => {});
  }
});

// A note can be taken back by who wrote it.
function own() {
  const me = find("chat")?.dataset.me;
  for (const form of document.querySelectorAll(`form.take-back[data-author="${CSS.escape(me ?? "")}"]`)) form.hidden = false;
}
own();
document.addEventListener("htmx:ws:after:message:incoming", own);

document.addEventListener("keydown", (event) => {
  if (event.target.id !== "text" || event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  if (event.defaultPrevented) return;
  event.preventDefault();
  event.target.form.requestSubmit();
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.id !== "reply") return;
  event.preventDefault();
  if (pending) return;
  const box = find("text"), bar = find("undo-bar");
  if (!box.value.trim() && !find("extras")?.children.length) return;
  find("cid").value ||= crypto.randomUUID();
  const isOnlyExtras = !box.value && !box.dataset.begun; // of which nobody knows when they were begun
  if (isOnlyExtras || event.submitter?.name === "despite") find("seen").value = form.dataset.heard;
  bar.hidden = false;
  find("not-sent").hidden = true;
  box.readOnly = true;
  box.focus(); // not on a button, which whoever goes on typing would press
  pending = { form, timer: setTimeout(() => send(), UNDO) };
  keep(form);
});

function rest() {
  pending = null;
  find("undo-bar")?.setAttribute("hidden", "");
  const box = find("text");
  if (box) box.readOnly = false;
  return box;
}

// The page that tells why nothing was sent, and keeps the text. Whose chat was moved meanwhile has no
// box any more: only a form that is in a page can be submitted.
function submit(form) {
  if (!form.isConnected) {
    form.hidden = true;
    document.body.append(form);
  }
  form.submit();
}

async function send(more) {
  if (!pending || pending.isLeaving) return;
  pending.isLeaving = true;
  const { form, timer } = pending;
  clearTimeout(timer);
  let answer;
  try {
    if (!more) await settle();
    answer = await post(form.action, new FormData(form), more);
  } catch {
    return stay("not-sent");
  }
  if (answer.status === 401) return stay("login-ended");
  const { go } = pending, box = rest();
  if (answer.status !== 204) return submit(form);
  forget();
  if (box) {
    find("cid").value = "";
    find("extras")?.replaceChildren();
    box.value = "";
    delete box.dataset.begun;
    grow(box);
    warn();
    box.focus();
  }
  go?.();
}

function undo() {
  if (!pending || pending.isLeaving) return;
  clearTimeout(pending.timer);
  rest()?.focus();
}

// Nothing was sent: told here, where the text is. Sent again as it is, it is the same message, so that
// it is said once even if it did arrive; see `input` for a changed one.
function stay(line) {
  const box = rest();
  if (!box) return;
  find(line).hidden = false;
  box.focus();
}

document.addEventListener("click", (event) => {
  if (event.target.closest("#undo")) undo();
  if (event.target.closest("#send-now")) send();
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") undo();
});

// What is about to leave goes first: after the next step the chat may be somebody else's. Where it is
// refused, that step is not made.
function sendFirst(event, go) {
  event.preventDefault();
  event.stopImmediatePropagation();
  pending.go = go;
  send();
}
document.addEventListener("submit", (event) => {
  const { target: form, submitter } = event;
  if (pending && form.id !== "reply" && form.method !== "dialog") sendFirst(event, () => form.requestSubmit(submitter));
}, true);
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href]:not([target], [href^='#'])");
  if (!pending || !link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  sendFirst(event, () => link.click());
}, true);

addEventListener("pagehide", () => {
  const box = find("text");
  if (pending) send({ keepalive: true });
  else if (box?.value) keep(box.form, { keepalive: true });
});
