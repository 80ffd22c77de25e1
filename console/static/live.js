// What every live page shares: is the page connected, is the login alive, who waits.
const offline = document.getElementById("offline");
const ended = document.getElementById("login-ended");
const title = document.title;
const PATIENCE = 1500; // milliseconds without a connection before anybody is told
let late = 0;

document.addEventListener("htmx:ws:after:connection", () => {
  clearTimeout(late);
  offline.hidden = true;
});
function tellEnd() {
  if (!ended.hidden) return;
  ended.hidden = false;
  document.title = `⚠ ${title}`;
  ring();
}
document.addEventListener("frontdesk:login-ended", tellEnd);
document.addEventListener("htmx:ws:close", (event) => {
  if (event.detail.reason === "removed") return;
  clearTimeout(late);
  if (event.detail.code === 4401) tellEnd();
  else late = setTimeout(() => { offline.hidden = false; }, PATIENCE);
});

// The number of those who wait, in the title: seen in a hidden tab, too.
const waiting = () => Number(document.getElementById("views")?.dataset.waiting || 0);
const heard = () => Number(document.getElementById("reply")?.dataset.heard || 0);
// Chats of one's own whose customer has no answer yet: one more of them is heard on every page.
const mine = () => Number(document.getElementById("views")?.dataset.mine || 0);
// When the youngest of them began to wait: told even when one came as another left.
const newest = () => Number(document.getElementById("views")?.dataset.newest || 0);
let known = { waiting: waiting(), mine: mine(), newest: newest(), heard: heard() };

function tell() {
  const now = { waiting: waiting(), mine: mine(), newest: newest(), heard: heard() };
  document.title = now.waiting ? `(${now.waiting}) ${title}` : title;
  const isNew = now.waiting > known.waiting || now.mine > known.mine || now.newest > known.newest;
  if (isNew || (known.heard && now.heard > known.heard)) ring();
  known = now;
}
tell();
document.addEventListener("htmx:ws:after:message:incoming", tell);

// The list is drawn once for all: which of its chats is open here, only this page knows.
function mark() {
  for (const link of document.querySelectorAll("#list .line > a")) {
    if (link.pathname === location.pathname) link.setAttribute("aria-current", "true");
  }
}
mark();
document.addEventListener("htmx:ws:after:message:incoming", mark);

// What is on a screen that somebody looks at counts as seen.
let seen = 0;
function see() {
  const shown = Number(document.getElementById("transcript")?.dataset.newest || 0);
  if (!shown || shown === seen || document.visibilityState !== "visible") return;
  if (document.getElementById("to-newest")?.hidden === false) return; // they read further up
  seen = shown;
  const url = location.pathname.replace(/\/$/, "") + "/seen";
  fetch(url, {
    method: "POST",
    headers: { "HX-Request": "true" }, // the page's doing: it keeps no login alive
    body: new URLSearchParams({ message_id: shown }),
  }).catch(() => { seen = 0; });
}
document.addEventListener("htmx:ws:after:message:incoming", see);
document.addEventListener("visibilitychange", see);
document.addEventListener("frontdesk:read", see);

// A short tone, for those who want one. Of all tabs of a browser one gives it: the others find the bell
// taken for as long as they may hear of the same.
const bell = document.getElementById("sound");
const BELL = 2000, WARM_UP = 300; // milliseconds
const rest = (time) => new Promise((done) => setTimeout(done, time));
let audio;
async function ring() {
  if (!bell?.checked) return;
  audio ??= new AudioContext();
  await Promise.race([audio.resume(), rest(WARM_UP)]);
  if (audio.state !== "running") return; // browsers keep a page silent that nobody has touched yet
  if (!navigator.locks) return sound(); // a page without https
  navigator.locks.request("frontdesk-bell", { ifAvailable: true }, (lock) => {
    if (!lock) return;
    sound();
    return rest(BELL);
  });
}
function sound() {
  const tone = audio.createOscillator(), gain = audio.createGain();
  tone.frequency.value = 660;
  gain.gain.setValueAtTime(0.08, audio.currentTime);
  gain.gain.exponentialRampToValueAtTime(0.0001, audio.currentTime + 0.35);
  tone.connect(gain).connect(audio.destination);
  tone.start();
  tone.stop(audio.currentTime + 0.35);
}
if (bell) {
  bell.checked = localStorage.getItem("frontdesk-sound") === "on";
  bell.addEventListener("change", () => {
    localStorage.setItem("frontdesk-sound", bell.checked ? "on" : "off");
    ring();
  });
}

// A menu that somebody has open keeps what they chose in it; a shut one is as fresh as its page.
document.addEventListener("toggle", ({ target }) => {
  if (target.matches("details.menu")) target.toggleAttribute("hx-morph-skip", target.open);
}, true);

// htmx looks at the page once it has loaded itself, be its extension there yet or not: told again here,
// behind both. And a page that comes back from the browser's memory comes without its connection.
htmx.process(document.getElementById("socket"));
addEventListener("pageshow", (event) => event.persisted && location.reload());
