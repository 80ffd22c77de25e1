// Reading a transcript: which day it is, and what came while somebody reads further up.
const scroll = document.getElementById("scroll");
const button = document.getElementById("to-newest");
const NEAR = 60; // pixels from the end: who is there sees what comes
const form = (options) => new Intl.DateTimeFormat(undefined, options);
const names = {
  year: form({ weekday: "long", day: "numeric", month: "long" }),
  other: form({ weekday: "long", day: "numeric", month: "long", year: "numeric" }),
};
const near = new Intl.RelativeTimeFormat(undefined, { numeric: "auto" });
const DAY = 864e5;

// The list lies on its end: nought is there, and it grows downwards from above.
const isAtEnd = () => Math.abs(scroll.scrollTop) < NEAR;
const newest = () => Number(document.getElementById("transcript")?.dataset.newest || 0);
let known = newest();

function look() {
  const now = newest();
  if (now > known && !isAtEnd()) button.hidden = false;
  known = now;
}
scroll.addEventListener("scroll", () => {
  if (button.hidden || !isAtEnd()) return;
  button.hidden = true;
  document.dispatchEvent(new Event("frontdesk:read"));
});
button.addEventListener("click", () => {
  scroll.scrollTop = 0;
  scroll.focus({ preventScroll: true });
});
document.addEventListener("htmx:ws:after:message:incoming", look);

function tell(moment) {
  const start = (one) => new Date(one).setHours(0, 0, 0, 0);
  const ago = Math.round((start(moment) - start(Date.now())) / DAY);
  if (ago === 0 || ago === -1) return near.format(ago, "day");
  return (moment.getFullYear() === new Date().getFullYear() ? names.year : names.other).format(moment);
}

// A line before the first words of each day of the reader's own.
function divide() {
  let before = "";
  for (const line of document.querySelectorAll("#transcript > li:not(.day)")) {
    const time = line.querySelector("time");
    if (!time) continue;
    const moment = new Date(time.dateTime), day = moment.toDateString();
    const above = line.previousElementSibling, isThere = above?.matches(".day");
    if (day === before) {
      if (isThere) above.remove();
      continue;
    }
    before = day;
    const text = tell(moment);
    if (isThere && above.textContent === text) continue;
    if (isThere) above.remove();
    // An id, so that what is morphed is never taken for this line.
    const made = Object.assign(document.createElement("li"), { className: "day", id: `day-${line.id}`, textContent: text });
    line.before(made);
  }
}
new MutationObserver(divide).observe(document.getElementById("chat"), { childList: true, subtree: true });
divide();
