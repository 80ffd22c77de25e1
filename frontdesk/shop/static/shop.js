// @ts-check
// The page around the chat: what visitors click is asked in it, the demo mailbox is kept fresh.

const POLL_MS = 2500;
const CODE = /(?<!\d)\d{6}(?!\d)/;

/** @type {any} */
const chat = document.querySelector('frontdesk-chat');
const list = document.querySelector('#mails');

/** @param {string} text */
const ask = (text) => {
  chat.open();
  chat.send(text);
};

document.addEventListener('click', ({ target }) => {
  const button = target instanceof Element && target.closest('button');
  if (!button) return;
  if (button.dataset.ask) ask(button.dataset.ask);
  else if ('open' in button.dataset) chat.open();
});

// The open chat stands beside the page, not on it, where there is room for both.
const beside = (/** @type {boolean} */ open) => document.body.classList.toggle('beside', open);
document.addEventListener('chat-open', () => beside(true));
document.addEventListener('chat-close', () => beside(false));
customElements.whenDefined('frontdesk-chat').then(
  () => beside(Boolean(chat.shadowRoot?.querySelector('dialog')?.open)),
);

/**
 * @param {string} tag
 * @param {string} name
 * @param {string} text
 */
const make = (tag, name, text) => {
  const element = document.createElement(tag);
  element.className = name;
  element.textContent = text;
  return element;
};

/** @param {{id: string, to: string, subject: string, text: string, at: string}} mail */
const drawMail = (mail) => {
  const item = make('li', 'mail', '');
  item.dataset.id = mail.id;
  const { code: label = '', to = '' } = /** @type {HTMLElement} */ (list).dataset;
  const time = mail.at ? new Date(mail.at).toLocaleTimeString([], { timeStyle: 'short' }) : '';
  item.append(
    make('p', 'envelope', `${to} ${mail.to} · ${time}`),
    make('h3', '', mail.subject),
    make('p', 'body', mail.text),
  );
  const code = mail.text.match(CODE)?.[0];
  if (code) {
    const button = make('button', 'primary small', `${label} ${code}`);
    button.setAttribute('type', 'button');
    button.dataset.ask = code;
    item.append(button);
  }
  return item;
};

const readMails = async () => {
  if (!list || document.hidden) return;
  try {
    const response = await fetch('/demo/mails');
    if (!response.ok) return;
    const { mails } = await response.json();
    const known = new Set([...list.children].map((item) => /** @type {HTMLElement} */ (item).dataset.id));
    const fresh = mails.filter((/** @type {{id: string}} */ mail) => !known.has(mail.id));
    if (fresh.length) list.querySelector('.empty')?.remove();
    list.prepend(...fresh.map(drawMail));
    while (list.children.length > 3) list.lastElementChild?.remove();
  } catch { /* the server restarts: the next round finds it again */ }
};

if (list) {
  readMails();
  setInterval(readMails, POLL_MS);
  document.addEventListener('visibilitychange', readMails);
}
