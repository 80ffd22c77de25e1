// What is put into a reply: cards, articles, files and signs. All of it works without a mouse.
(() => {
  const WAIT = 200, CARDS = 10, FILES = 5; // milliseconds after a key; what a message may hold
  const byId = (id) => document.getElementById(id);
  const words = () => byId("inserter").dataset;
  let opener = null, kind = "", asked = 0, timer = 0, kept = null, answered = Promise.resolve();

  function tell(text) {
    const line = byId("insert-said");
    if (line) line.textContent = text;
  }

  // Nothing is added to what is on its way.
  function writable() {
    const box = byId("text");
    return box && !box.readOnly ? box : null;
  }

  function write(text) {
    const box = writable();
    if (!box) return;
    const before = box.value.slice(0, box.selectionStart);
    const gap = text.length > 8 && before && !/\s$/.test(before) ? "\n" : "";
    box.setRangeText(gap + text, box.selectionStart, box.selectionEnd, "end");
    box.dispatchEvent(new Event("input", { bubbles: true }));
  }

  // Chosen cards and files: each a field of the form, with a button that takes it back.
  function add(name, value, title) {
    const list = byId("extras");
    if (!writable() || !list) return;
    const fields = [...list.querySelectorAll(`input[name="${name}"]`)];
    if (fields.some((field) => field.value === value)) return;
    if (fields.length >= (name === "card" ? CARDS : FILES)) return tell(words().most);
    const item = document.createElement("li"), field = document.createElement("input");
    const label = document.createElement("span"), button = document.createElement("button");
    Object.assign(field, { type: "hidden", name, value });
    label.textContent = title;
    Object.assign(button, { type: "button", textContent: "×" });
    button.setAttribute("aria-label", `${list.dataset.remove} ${title}`);
    item.append(label, button, field);
    list.append(item);
    tell(`${words().added} ${title}`);
  }

  function listExtras() {
    return [...byId("extras").children].map((item) => [
      item.querySelector("input").name,
      item.querySelector("input").value,
      item.querySelector("span").textContent,
    ]);
  }

  // A page that is loaded again, or that tells why nothing was sent, loses none of them.
  const place = () => `extras:${byId("chat").dataset.me}:${location.pathname}`;
  function keep() {
    const extras = listExtras();
    byId("text").required = !extras.length;
    if (extras.length) sessionStorage.setItem(place(), JSON.stringify(extras));
    else sessionStorage.removeItem(place());
  }

  function adopt() {
    const list = byId("extras");
    if (!list || list === kept) return;
    kept = list;
    const extras = JSON.parse(sessionStorage.getItem(place()) || "[]");
    for (const one of extras) add(...one);
    tell("");
    keep();
    new MutationObserver(keep).observe(list, { childList: true });
    list.addEventListener("leaving", () => sessionStorage.removeItem(place()));
  }

  function close() {
    clearTimeout(timer);
    timer = 0;
    asked++;
    byId("inserter-body").hidden = true;
    byId("insert-query").setAttribute("aria-expanded", "false");
    opener?.setAttribute("aria-expanded", "false");
    opener = null;
  }

  function leave() {
    close();
    byId("text")?.focus();
  }

  function ask() {
    timer = 0;
    answered = look();
  }

  async function look() {
    const turn = ++asked, query = byId("insert-query"), results = byId("insert-results");
    const url = `${words().url}insert/${kind}?q=${encodeURIComponent(query.value)}`;
    let found = null;
    try {
      const answer = await fetch(url, { headers: { "HX-Request": "true" } });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      found = answer.ok ? page.getElementById("insert-choices") : null;
    } catch { /* told below */ }
    if (turn !== asked) return;
    results.replaceChildren(...(found ? [found] : []));
    query.setAttribute("aria-expanded", String(Boolean(found)));
    tell(found ? "" : words().failed);
    mark(options()[0]);
  }

  const options = () => [...document.querySelectorAll("#insert-choices [role=option]:not([aria-disabled])")];
  const marked = () => document.querySelector("#insert-choices [aria-selected=true]");

  function mark(option) {
    marked()?.setAttribute("aria-selected", "false");
    const query = byId("insert-query");
    if (!option) return query.removeAttribute("aria-activedescendant");
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    query.setAttribute("aria-activedescendant", option.id);
  }

  function choose(option) {
    if (!option) return;
    const { reference, text, title } = option.dataset;
    leave();
    if (reference) add("card", reference, title);
    else write(text);
  }

  // What was typed last counts, even if it has not been looked for or not been found yet.
  async function take() {
    const before = opener;
    if (timer) {
      clearTimeout(timer);
      ask();
    }
    await answered;
    if (opener && opener === before) choose(marked());
  }

  function open(button) {
    const isSame = opener === button;
    if (opener) close();
    if (isSame || !writable()) return byId("text").focus();
    kind = button.dataset.inserts;
    if (kind === "file") return byId("insert-file").click();
    opener = button;
    opener.setAttribute("aria-expanded", "true");
    const isEmoji = kind === "emoji", query = byId("insert-query"), grid = byId("insert-emojis");
    byId("inserter-body").hidden = false;
    byId("insert-title").textContent = button.dataset.title;
    byId("insert-results").replaceChildren();
    query.hidden = isEmoji;
    grid.hidden = !isEmoji;
    query.value = "";
    tell("");
    if (isEmoji) return grid.querySelector("button").focus();
    query.focus();
    ask();
  }

  async function upload(files) {
    for (const file of files) {
      tell(`${words().loading} ${file.name}`);
      let told = words().failed, got = null;
      try {
        const answer = await fetch(`${words().url}files`, {
          method: "POST",
          body: file,
          headers: { "HX-Request": "true", "X-File-Name": encodeURIComponent(file.name) },
        });
        const body = await answer.json();
        if (answer.ok) got = body;
        else told = body.message || told;
      } catch { /* told below */ }
      if (!got) return tell(`${file.name}: ${told}`);
      add("file", got.id, got.name);
    }
    byId("text")?.focus();
  }

  document.addEventListener("click", (event) => {
    const target = event.target;
    const button = target.closest("[data-inserts]"), card = target.closest("[data-insert]");
    if (button) open(button);
    else if (card && writable()) {
      add("card", card.dataset.insert, card.dataset.title);
      byId("text").focus();
    } else if (target.id === "insert-close") leave();
    else if (target.closest("[data-emoji]")) {
      write(target.textContent);
      leave();
    } else if (target.closest("#insert-choices [role=option]:not([aria-disabled])")) choose(target.closest("[role=option]"));
    else if (target.closest("#extras button") && writable()) {
      const item = target.closest("li");
      tell(`${words().removed} ${item.querySelector("span").textContent}`);
      item.remove();
      byId("text").focus();
    }
  });
  document.addEventListener("change", (event) => {
    if (event.target.id !== "insert-file") return;
    const files = [...event.target.files];
    event.target.value = "";
    upload(files);
  });
  document.addEventListener("input", (event) => {
    if (event.target.id !== "insert-query") return;
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });

  // Capturing: what is done here is not done again by the keys of the page.
  document.addEventListener("keydown", (event) => {
    const inside = event.target.closest("#inserter-body");
    if (!inside || event.isComposing) return;
    const move = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
    const isQuery = event.target.id === "insert-query", isEmoji = event.target.matches("[data-emoji]");
    if (event.key === "Escape") leave();
    else if (isQuery && event.key === "Enter") take();
    else if (isQuery && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      const all = options(), at = all.indexOf(marked());
      mark(all[(at + move + all.length) % all.length]);
    } else if (isEmoji && move) {
      const all = [...byId("insert-emojis").children], at = all.indexOf(event.target);
      const row = event.key.endsWith("n") || event.key.endsWith("p") ? columns() : 1;
      all[Math.min(Math.max(at + move * row, 0), all.length - 1)].focus();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }, true);

  const columns = () => getComputedStyle(byId("insert-emojis")).gridTemplateColumns.split(" ").length;

  document.addEventListener("htmx:ws:after:message:incoming", adopt);
  adopt();
})();
