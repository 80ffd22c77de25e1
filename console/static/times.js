// Puts every <time> into the reader's own language and zone, also in what is refreshed later.
const now = new Date();
const day = (moment) => moment.toDateString();
const form = (options) => new Intl.DateTimeFormat(undefined, options);
const clock = { hour: "2-digit", minute: "2-digit" };
const forms = {
  today: form(clock),
  year: form({ day: "numeric", month: "short", ...clock }),
  other: form({ day: "numeric", month: "short", year: "numeric" }),
  full: form({ dateStyle: "full", timeStyle: "long" }),
};

function choose(time, moment) {
  if (time.dataset.form === "day") return forms.other;
  if (day(moment) === day(new Date())) return forms.today;
  return moment.getFullYear() === now.getFullYear() ? forms.year : forms.other;
}

function show() {
  for (const time of document.querySelectorAll("time[datetime]")) {
    const moment = new Date(time.dateTime);
    const text = choose(time, moment).format(moment);
    if (time.textContent === text) continue;
    time.textContent = text;
    time.title = forms.full.format(moment);
  }
}

// Runs before the page is painted, so nobody sees the server's own writing of a moment.
new MutationObserver(show).observe(document.body, { childList: true, characterData: true, subtree: true });
show();
