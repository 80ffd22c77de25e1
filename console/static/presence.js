// Whether somebody is there: choosing is enough. Without this script a button says it.
import { post } from "./posting.js";

const form = document.getElementById("presence");
const state = document.getElementById("state");
const capacity = document.getElementById("capacity");
const PAUSE = 400; // milliseconds: who steps through the list means the last
let timer = 0;

async function tell() {
  timer = 0;
  let answer;
  try {
    answer = await post(form.action, new FormData(form));
  } catch {
    return form.submit(); // the browser says what is wrong with the network
  }
  if (answer.status !== 204) form.submit(); // the page that tells why, or where to log in
}

// What stands there is what the server knows: a supervisor or another tab may have set it.
function show() {
  const load = document.getElementById("load");
  if (!load || timer) return;
  if (document.activeElement !== state) state.value = load.dataset.state;
  if (document.activeElement !== capacity) capacity.value = load.dataset.capacity;
}

if (form) {
  document.getElementById("set-presence").hidden = true;
  form.addEventListener("change", (event) => {
    if (event.target !== state && event.target !== capacity) return;
    if (!form.reportValidity()) return;
    clearTimeout(timer);
    timer = setTimeout(tell, PAUSE);
  });
  form.addEventListener("submit", () => clearTimeout(timer));
  document.addEventListener("htmx:ws:after:message:incoming", show);
}
