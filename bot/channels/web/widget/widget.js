// @ts-check
// The customer's side of a chat. See README.md.
/** @import {Frame, Outgoing} from './widget.d.ts' */

const LIMIT = 8000; // characters
const DEAF_MS = 12000; // no answer: the socket is dead
const AWAY_MS = 30000; // hidden: it may be dead
const PHONE = matchMedia('(max-width:480px),(max-height:480px)');

/** English, Chinese; `e_` by error code. @type {Record<string, any[]>} */
const WORDS = {
  title: ['Chat with us', '在线客服'],
  open: ['Open chat', '打开对话'],
  close: ['Close chat', '关闭对话'],
  unread: ['unread', '条未读'],
  log: ['Conversation', '对话记录'],
  field: ['Write a message…', '请输入消息…'],
  send: ['Send', '发送'],
  customer: ['You', '我'],
  bot: ['Assistant', '智能助手'],
  agent: ['Support team', '人工客服'],
  hello: ['Hello! How can we help?', '您好！有什么可以帮您？'],
  intro: ['I am an automatic assistant; a person can join at any time.', '我是自动助手，可随时转人工客服。'],
  starters: [['Where is my order?', 'I want to return something', 'What do you recommend?'], ['我的订单到哪了？', '我想退货', '有什么推荐？']],
  person: ['Talk to a person', '转人工客服'],
  waiting: ['A person will join.', '正在转接人工客服。'],
  place: ['You are number {n} in the queue.', '您排在第 {n} 位。'],
  wait: ['The wait is about {n} min.', '约需等待 {n} 分钟。'],
  joined: ['{n} is here to help.', '{n}为您服务。'],
  pending: ['Sending…', '发送中…'],
  retry: ['Try again', '重试'],
  lost: ['No connection: your messages are kept.', '连接已断开，消息已保存。'],
  fresh: ['Your earlier chat is closed: this is a new one.', '之前的对话已结束，这是新对话。'],
  over: ['Too long: please send it in parts.', '过长，请分开发送。'],
  cards: ['Suggestions', '推荐'],
  newer: ['New messages', '新消息'],
  e_other: ['Sorry, that did not work just now.', '抱歉，操作未成功。'],
  e_too_many: ['Too fast: please wait a moment.', '发送太快，请稍候。'],
  e_not_found: ['This choice has expired.', '该选项已失效。'],
};

const sheet = new CSSStyleSheet();
sheet.replaceSync(`
:host{display:contents!important}
.root{all:initial;font:15px/1.5 var(--chat-font,system-ui,sans-serif);color:var(--ink);color-scheme:light dark;
--accent:var(--chat-accent,#3a48c4);--on:var(--chat-on-accent,#fff);--bg:light-dark(#fff,#1b1d22);--soft:light-dark(#f5f6f8,#131519);
--bot:light-dark(#fff,#272a31);--ink:light-dark(#1a1d24,#eceef2);--dim:light-dark(#5a6170,#a5acb9);--line:light-dark(#e3e5ea,#343841);--edge:light-dark(#868d9b,#747c8a);
--link:light-dark(var(--accent),color-mix(in oklab,var(--accent),#fff));--tint:color-mix(in oklab,var(--accent) 12%,var(--bg));--bad:light-dark(#b3261e,#ffb4ab)}
:host([theme=light]) .root{color-scheme:light}
:host([theme=dark]) .root{color-scheme:dark}
*{box-sizing:border-box}
[hidden]{display:none!important}
button,textarea,input{font:inherit;color:inherit;background:none;border:0;margin:0;padding:0;border-radius:12px}
button{cursor:pointer}
:focus-visible:not(textarea){outline:2px solid var(--link);outline-offset:2px}
svg{width:24px;fill:none;stroke:currentColor;stroke-width:1.8;stroke-linecap:round;stroke-linejoin:round}
.say{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.launch,.face,.go,.icon{flex:none;display:grid;place-items:center;width:40px;height:40px;border-radius:50%}
.launch,.face,.go,.customer .text{background:var(--accent);color:var(--on);border:1px solid transparent}
.launch,dialog{position:fixed;inset-block:auto 20px;inset-inline:auto 20px;z-index:var(--chat-z,9999999);box-shadow:0 12px 48px -8px #0006}
.launch{width:60px;height:60px}
.badge{position:absolute;inset-block-start:-3px;inset-inline-end:-3px;min-width:22px;border-radius:12px;font-size:13px;line-height:22px;font-weight:600;background:#b3261e;color:#fff}
dialog{inset-block-end:94px;padding:0;border:1px solid var(--line);border-radius:var(--chat-radius,20px);width:400px;height:min(690px,100dvh - 114px);max-width:none;max-height:none;background:var(--bg);color:inherit;overflow:hidden;overflow-wrap:anywhere}
dialog[open],.m,.card{display:flex;flex-direction:column}
dialog,.new{animation:rise .2s}
@keyframes rise{from{opacity:0;transform:translateY(12px)}}
.head,.box,.cards,.picks,.dots{display:flex;align-items:center;gap:12px}
.head{padding:14px 12px 14px 18px;border-block-end:1px solid var(--line)}
.face{position:relative}
.face::after{content:"";position:absolute;inset-block-end:0;inset-inline-end:0;width:11px;height:11px;border-radius:50%;background:#1f9d61;border:2px solid var(--bg)}
.off .face::after{background:#b7791f}
.name{flex:1;line-height:1.3}
b{font-weight:600}
.name b,.card b,.card span{display:block}
.name span,.who,.count,.note,.card span,.system .text{font-size:13px;color:var(--dim)}
.icon:hover,.pick:hover:enabled{background:var(--tint)}
.scroll{flex:1;overflow-y:auto;overscroll-behavior:contain;padding:20px 18px;background:var(--soft);scrollbar-width:thin;outline-offset:-3px}
.scroll>b{font-size:23px}
.scroll>p{margin:6px 0 18px;color:var(--dim)}
.picks{flex-wrap:wrap;gap:8px;padding-block-start:10px}
.pick{min-height:38px;padding:7px 15px;border:1px solid var(--edge);border-radius:18px;background:var(--bg);color:var(--link);font-weight:600}
.pick:disabled{cursor:default;color:var(--dim);border-color:var(--line)}
.pick[aria-pressed]{color:var(--ink);border-color:var(--edge)}
.pick[aria-pressed]::before{content:"✓ "}
.log:not(:empty)+.picks,.system .who{display:none}
.m{align-items:start;padding-block-start:16px}
.who{padding:0 4px 4px}
.bot+.bot,.agent+.agent,.customer+.customer{padding-block-start:6px;>.who{display:none}}
.text,.dots{max-width:86%;padding:10px 15px;border-radius:18px;border-end-start-radius:6px;background:var(--bot);border:1px solid var(--line);white-space:pre-wrap}
.customer{align-items:end}
.customer .text{border-radius:18px;border-end-end-radius:6px}
.wait .text{background:var(--line);color:var(--ink)}
.oops .text{background:var(--bot);color:var(--ink);border-color:var(--bad)}
.oops .note,.over{color:var(--bad)}
.system{align-items:center;text-align:center;.text{background:none;border:0}}
.note{padding:4px 4px 0}
.note button{min-height:24px;text-decoration:underline}
a{color:var(--link)}
.cards{align-self:stretch;align-items:stretch;overflow-x:auto;scroll-snap-type:x mandatory;scroll-padding:18px;margin:10px -18px 0;padding:2px 18px 12px;scrollbar-width:thin;outline-offset:-3px}
.card{flex:0 0 216px;scroll-snap-align:start;border:1px solid var(--line);border-radius:18px;background:var(--bot);overflow:hidden}
img{height:160px;object-fit:cover;background:var(--line)}
.card div{padding:12px 15px 0}
.card .reason{margin-block-start:8px;padding-inline-start:9px;border-inline-start:3px solid var(--link)}
.card .picks{padding-block-end:14px;margin-block-start:auto}
.box{padding:7px 15px;border:1px solid var(--edge);color:var(--ink);background:var(--bg)}
.dots{gap:5px;width:58px;margin-block-start:16px}
i{width:7px;height:7px;border-radius:50%;background:var(--dim);animation:dot 1.2s infinite}
i+i{animation-delay:.15s}
i+i+i{animation-delay:.3s}
@keyframes dot{0%,60%,to{opacity:.35}30%{transform:translateY(-4px)}}
.newer{position:absolute;inset:auto 0 92px;margin:auto;width:fit-content;padding:7px 15px;background:var(--ink);color:var(--bg);font-size:13px}
form{padding:12px}
.box{align-items:end;gap:4px;padding:4px;border-radius:24px}
.box:focus-within{border-color:var(--link);box-shadow:0 0 0 1px var(--link)}
textarea{flex:1;min-width:0;font-size:16px;line-height:24px;max-height:136px;padding:8px 4px 8px 14px;field-sizing:content;resize:none;outline:0}
::placeholder{color:var(--dim);opacity:1}
.go:disabled{background:var(--line);color:var(--dim);cursor:default}
.count{padding:6px 12px 0}
@media(max-width:480px),(max-height:480px){dialog{inset:var(--y,0) 0 auto;width:100vw;height:var(--h,100dvh);border:0;border-radius:0}.on .launch{display:none}}
@media(prefers-reduced-motion){*{animation:none!important}}`);

/** @type {(tag: string, attrs?: object, ...kids: any[]) => any} */
const h = (tag, attrs = {}, ...kids) => {
  const el = document.createElement(tag);
  for (const [key, value] of Object.entries(attrs)) {
    if (typeof value === 'function') el.addEventListener(key, value);
    else if (value != null) el.setAttribute(key, value);
  }
  el.append(...kids.filter(Boolean));
  return el;
};
const div = (name, ...kids) => h('div', { class: name }, ...kids);
const button = (name, click, ...kids) => h('button', { class: name, type: 'button', click }, ...kids);
const named = (el, name) => {
  el.title = el.ariaLabel = name;
  return el;
};
const icon = (path) => {
  const [svg, line] = ['svg', 'path'].map((n) => document.createElementNS('http://www.w3.org/2000/svg', n));
  svg.setAttribute('viewBox', '0 0 24 24');
  line.setAttribute('d', path);
  svg.append(line);
  return svg;
};
const CHAT = 'M4 5h16v11h-8l-5 4v-4H4Z';
const DOWN = 'm5 9 7 7 7-7';
const SEND = 'M12 20V4m-7 7 7-7 7 7';
const PERSON = 'M8 8a4 4 0 1 0 8 0 4 4 0 0 0-8 0ZM4 21a8 8 0 0 1 16 0';

const makeId = () => crypto.getRandomValues(new Uint32Array(4)).join('-');

// a browser may forbid it
const store = (find, key, change) => {
  try {
    const value = { ...JSON.parse(find().getItem(key)), ...change };
    if (change) find().setItem(key, JSON.stringify(value));
    return value;
  } catch {
    return {};
  }
};

const fill = (text, n) => text.replace('{n}', () => n);
const MARK = /\*\*(.+?)\*\*|\[([^[\]]+)\]\(([^()\s]+)\)|https?:\/\/[^\s<>"]*[^\s<>"'.,;:!?)\]。，；：！？）」]/g;

const createChat = (host, shadow) => {
  const attr = (name) => host.getAttribute(name);
  const server = new URL(attr('server') ?? '/chat/v1/ws', import.meta.url);
  const key = `frontdesk:${server}`;
  const wish = attr('lang')?.replace('auto', '') || document.documentElement.lang || navigator.language;
  const lang = /^zh/.test(wish) ? 'zh' : 'en';
  const t = { title: attr('title') || undefined };
  for (const [name, words] of Object.entries(WORDS)) t[name] ??= host.messages?.[name] ?? words[+(lang === 'zh')];
  const viewport = new CSSStyleSheet();
  const gone = new AbortController();
  const { signal } = gone;

  /** @type {WebSocket} */ let socket;
  let ready, wanted;
  let [last, max, mine] = [0, 0, 0]; // ids
  let [tries, unread, hiddenAt, typedAt] = [0, 0, 0, 0];
  let session, chat, before, state, retryTimer, dotsTimer, loading, greeting, extras = {};
  /** @type {Map<number, HTMLElement>} */ const seen = new Map();
  /** @type {Map<string, Outgoing>} */ const out = new Map();

  const emit = (name, detail) =>
    host.dispatchEvent(new CustomEvent(`chat-${name}`, { bubbles: true, composed: true, detail }));
  // README tells the keys
  const shared = (change) => store(() => localStorage, key, change);
  const tab = (change) => store(() => sessionStorage, key, change);
  const keep = () => tab({ o: dialog.open, d: field.value, q: [...out].map(([cid, { frame, text }]) => [cid, frame, text]) });

  // README tells what they add
  const load = () => {
    loading ??= import('./extras.js').then((m) => {
      if (signal.aborted) return;
      extras = m.default(kit);
      for (const el of log.children) extras.draw(el, el.frame);
      if (ready) extras.welcome(greeting);
      follow(near());
    }).catch(() => { loading = null; });
  };

  const typed = () => {
    const { length } = field.value;
    const over = length > LIMIT;
    go.disabled = over || extras.busy || !(field.value.trim() || extras.files);
    count.hidden = length < LIMIT - 500;
    count.className = over ? 'count over' : 'count';
    count.textContent = `${length} / ${LIMIT} ${over ? t.over : ''}`;
    keep();
  };
  const submit = (e) => {
    e.preventDefault();
    if (!send(field.value)) return;
    field.value = '';
    typed();
  };
  const near = () => scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 80;
  const follow = (stay) => {
    if (stay) scroll.scrollTop = scroll.scrollHeight;
    newer.hidden = stay;
  };
  const say = (text) => {
    const line = h('p', {}, text);
    live.append(line);
    setTimeout(() => line.remove(), 5000);
  };
  const focus = () => (matchMedia('(pointer:fine)').matches ? field : scroll).focus();
  const show = (quietly) => {
    if (PHONE.matches) dialog.showModal();
    else if (quietly) dialog.setAttribute('open', '');
    else dialog.show();
    dialog.append(live); // a modal dialog silences all else
    connect();
    follow(true);
    load();
  };
  const open = () => {
    if (dialog.open) return;
    show();
    focus();
    emit('open');
  };
  const close = () => dialog.close();
  const closed = () => {
    root.append(live);
    marks();
    if ([document.body, host].includes(document.activeElement)) launch.focus();
    emit('close');
  };
  const marks = () => {
    const on = dialog.open;
    if (on) unread = 0;
    if (on && before != null) shared({ r: max });
    root.className = `root ${on ? 'on' : ''} ${ready ? '' : 'off'}`;
    badge.hidden = !unread;
    badge.textContent = `${unread}`;
    launch.ariaExpanded = `${on}`;
    launch.ariaLabel = on ? t.close : unread ? `${t.open}, ${unread} ${t.unread}` : t.open;
    launch.querySelector('path').setAttribute('d', on ? DOWN : CHAT);
    role.textContent = tries ? t.lost : state || t.bot;
    keep();
  };

  const safe = (url) => {
    const link = URL.parse(url, server);
    return link && /^(https?|mailto|tel):$/.test(link.protocol) && link.href;
  };
  const format = (text) => {
    const parts = [];
    let at = 0;
    for (const m of text.matchAll(MARK)) {
      const href = !m[1] && safe(m[3] ?? m[0]);
      parts.push(text.slice(at, m.index), m[1] ? h('b', {}, m[1])
        : href ? h('a', { href, target: '_blank', rel: 'noopener' }, m[2] ?? m[0]) : m[0]);
      at = m.index + m[0].length;
    }
    return [...parts, text.slice(at)];
  };
  const drawPicks = (choices) => choices?.length && div('picks',
    ...choices.map(({ label, token }) => button('pick', (e) => {
      e.target.ariaPressed = 'true';
      post({ type: 'button', token }, label);
      focus();
    }, label)));
  const drawCard = ({ title, subtitle, image, price, reason, buttons }) => {
    const src = image && safe(image);
    return h('div', { class: 'card', role: 'group', 'aria-label': title },
      src && h('img', { src, alt: '' }),
      h('div', {}, h('b', {}, title), subtitle && h('span', {}, subtitle),
        price && h('b', {}, price), reason && h('span', { class: 'reason' }, reason)),
      drawPicks(buttons));
  };
  const draw = (m) => {
    const from = ['customer', 'agent', 'system'].includes(m.from) ? m.from : 'bot';
    const own = from === 'customer';
    const at = new Date(m.at ?? Date.now());
    const time = at.toLocaleString(lang, {
      hour: '2-digit', minute: '2-digit', hourCycle: 'h23',
      ...Date.now() - +at > 7e7 && { day: 'numeric', month: 'short' },
    });
    const el = div(`m ${from}`,
      div('who', `${!own && m.name || t[from]} · ${time}`),
      m.text && h('div', { class: 'text', dir: 'auto' }, ...own ? [m.text] : format(m.text)),
      m.cards?.length && h('div', { class: 'cards', role: 'group', tabindex: 0, 'aria-label': t.cards }, ...m.cards.map(drawCard)),
      drawPicks(m.buttons));
    el.frame = m;
    extras.draw?.(el, m);
    return el;
  };

  // by id
  const place = (el, id) => {
    const stay = near();
    let next = null;
    el.remove();
    for (const e of log.children) if (+e.dataset.id > id) next ??= e;
    el.dataset.id = id;
    log.insertBefore(el, next);
    return stay;
  };
  // choices before el
  const retire = (el, text) => {
    const past = [...log.querySelectorAll('.pick:enabled')]
      .filter((pick) => pick.compareDocumentPosition(el) & 4);
    const [same, more] = past.filter((pick) => pick.textContent === text);
    if (same && !more) same.ariaPressed = 'true';
    for (const pick of past) pick.disabled = true;
  };
  const know = (id, el, own) => {
    seen.set(id, el);
    max = Math.max(max, id);
    if (own) mine = Math.max(mine, id);
    while (seen.has(last + 1)) last += 1;
  };
  const notice = (text) => {
    follow(place(draw({ from: 'system', text }), max));
    say(text);
  };
  const typing = (on) => {
    const stay = near();
    clearTimeout(dotsTimer);
    dots.hidden = !on;
    if (on) dotsTimer = setTimeout(typing, 20000);
    if (on && stay) follow(true);
  };
  const mark = (el, state, ...kids) => {
    el.className = `m customer ${state}`;
    el.querySelector('.note').replaceChildren(...kids);
  };
  const settle = (cid, id) => {
    const el = out.get(cid)?.el;
    out.delete(cid);
    keep();
    if (!el) return;
    el.remove();
    if (seen.has(id)) return; // by a replay
    mark(el, '');
    place(el, id);
    know(id, el, true);
  };
  /** @param {Frame} m */
  const receive = (m) => {
    settle(m.cid, m.id);
    const own = m.from === 'customer';
    const known = seen.get(m.id);
    if (known) {
      if (own) known.querySelector('.text')?.replaceChildren(m.text); // a code comes back masked
      return extras.draw?.(known, m); // rated
    }
    const el = draw(m);
    const stay = place(el, m.id);
    const isNew = m.id > before;
    know(m.id, el, own);
    if (own) retire(el, m.text);
    else typing();
    if (m.id < mine) retire(dots);
    if (!own && m.id > (shared().r ?? 0)) unread += 1;
    marks();
    follow(stay || !isNew);
    if (!isNew) return;
    el.classList.add('new');
    if (!own) say([m.name || t[m.from], m.text, ...(m.cards ?? []).map((c) => c.title)].filter(Boolean).join(': '));
    emit('message', { id: m.id, from: m.from, text: m.text });
  };
  /** @type {(f: any, quietly?: any) => void} */
  const status = ({ owner, name, position, wait_seconds: seconds }, quietly) => {
    const was = state;
    state = owner === 'person' ? fill(t.joined, name || t.agent) : owner === 'waiting'
      ? [t.waiting, position && fill(t.place, position), seconds && fill(t.wait, Math.ceil(seconds / 60))].filter(Boolean).join(' ') : '';
    human.hidden = !!state;
    marks();
    if (!quietly && state !== was) say(state || t.bot);
  };

  const transmit = (frame) => socket.send(JSON.stringify({ ...frame, files: undefined }));
  const watch = (isSilent) => {
    const here = socket;
    setTimeout(() => here === socket && isSilent() && again(), DEAF_MS);
  };
  const deliver = (cid) => {
    transmit(out.get(cid).frame);
    watch(() => out.get(cid)?.el && !out.get(cid).failed);
  };
  const queue = (frame, text = '', cid = makeId()) => {
    const { files } = frame;
    const el = (text || files) && draw({ from: 'customer', text, attachments: files });
    if (el) {
      el.append(div('note'));
      mark(el, 'wait', t.pending);
      place(el, Infinity);
      retire(el);
    }
    out.set(cid, { frame: { ...frame, cid }, text, el });
    keep();
    if (ready) deliver(cid);
    else connect();
  };
  const post = (frame, text) => {
    queue(frame, text);
    follow(true);
    emit('send', { text });
  };
  const send = (words) => {
    const text = String(words).trim();
    if (extras.busy || !(text || extras.files) || text.length > LIMIT) return false;
    post({ type: 'message', text, ...extras.take?.() }, text);
    return true;
  };
  const connect = () => {
    wanted = true;
    marks();
    if (socket || signal.aborted) return;
    clearTimeout(retryTimer);
    session ??= shared().s;
    const ws = socket = new WebSocket(server.href.replace('http', 'ws'), 'frontdesk.v1');
    ws.onopen = () => transmit({
      type: 'hello', session: shared().s ?? session, after: last, lang, token: attr('token'), page: location.pathname.slice(0, 500),
    });
    ws.onmessage = (e) => {
      const f = JSON.parse(e.data);
      if (ws === socket) frames[f.type]?.(f);
    };
    ws.onclose = (e) => {
      if (ws !== socket) return;
      if (e.code === 4401) shared({ s: '' });
      if (e.code === 4410) session = shared().s ?? session; // replaced by a tab
      drop();
      retryTimer = setTimeout(connect, Math.min(30000, 500 * 2 ** tries++) * (0.5 + Math.random() / 2));
      marks();
    };
    watch(() => !ready);
  };
  const drop = () => {
    const ws = socket;
    socket = null;
    ready = false;
    ws?.close();
    typing();
  };
  const again = () => {
    drop();
    connect();
  };
  const wake = () => {
    if (document.hidden) hiddenAt = Date.now();
    else if (wanted && (!ready || Date.now() - hiddenAt > AWAY_MS)) again();
  };

  /** @type {Record<string, (f: Frame) => void>} */
  const frames = {
    message: receive,
    status,
    ack: (f) => {
      settle(f.cid, f.id);
      extras.ack?.(f);
    },
    session: (f) => shared({ s: session = f.session }),
    typing: () => typing(true),
    welcome: (f) => {
      const stale = (session && f.session !== session) || (chat && f.conversation !== chat);
      const ahead = f.last < last; // of the server: read all anew
      if (f.session !== session) shared({ s: f.session, r: 0 });
      session = f.session;
      chat = f.conversation;
      if (stale || ahead) {
        log.replaceChildren(...[...out.values()].map(({ el }) => el).filter(Boolean));
        seen.clear();
        last = max = mine = unread = 0;
        before = null;
        if (ahead && !stale) return again();
      }
      before ??= f.last;
      ready = true;
      tries = 0;
      status(f, true);
      if (stale) notice(t.fresh);
      greeting = f;
      extras.welcome?.(f);
      for (const cid of out.keys()) deliver(cid);
    },
    error: (f) => {
      const text = t[`e_${f.code}`] ?? (f.text || t.e_other);
      const one = out.get(f.cid);
      typing();
      if (!one?.el) {
        out.delete(f.cid);
        return extras.error?.(f) || f.code === 'token_invalid' || (ready && notice(text));
      }
      one.failed = true;
      place(one.el, max);
      mark(one.el, 'oops', `${text} `, button('', () => {
        one.failed = false;
        mark(one.el, 'wait', t.pending);
        place(one.el, Infinity);
        if (ready) deliver(f.cid);
      }, t.retry));
      say(text);
    },
  };

  const live = h('div', { class: 'say', 'aria-live': 'polite' });
  const badge = h('span', { class: 'badge' });
  const launch = button('launch', () => (dialog.open ? close() : open()), icon(CHAT), badge);
  const role = h('span');
  const human = named(button('icon', () => send(t.person), icon(PERSON)), t.person);
  const log = div('log');
  const dots = h('div', { class: 'dots', hidden: '' }, h('i'), h('i'), h('i'));
  const scroll = h('div', {
    class: 'scroll', role: 'log', 'aria-live': 'off', 'aria-label': t.log, tabindex: 0,
    scroll: () => near() && follow(true),
  }, h('b', {}, t.hello), h('p', {}, t.intro), log, div('picks',
    ...t.starters.map((text) => button('pick', () => send(text) && focus(), text))), dots);
  const newer = button('newer', () => follow(true), t.newer);
  const field = h('textarea', {
    rows: 1, dir: 'auto', placeholder: t.field, 'aria-label': t.field, 'aria-describedby': 'count',
    input: () => {
      typed();
      if (!ready || Date.now() - typedAt < 3000) return;
      typedAt = Date.now();
      transmit({ type: 'typing' });
    },
    // Enter may end a Chinese word
    keydown: (e) => e.key === 'Enter' && !e.shiftKey && !e.isComposing && e.keyCode !== 229 && submit(e),
  });
  const count = h('div', { class: 'count', id: 'count' });
  const go = named(h('button', { class: 'go' }, icon(SEND)), t.send);
  const form = h('form', { submit }, div('box', field, go), count);
  const dialog = h('dialog', {
    'aria-label': t.title, close: closed, keydown: (e) => e.key === 'Escape' && close(),
  },
  div('head', div('face', icon(CHAT)), div('name', h('b', {}, t.title), role),
    human, named(button('icon', close, icon(DOWN)), t.close)),
  scroll, newer, form);
  const root = h('div', { class: 'root', role: 'region', lang, 'aria-label': t.title }, dialog, launch, live);

  const kit = {
    host, shadow, server, t, lang, signal, root, dialog, human, scroll, log, form, field, launch, h, div, button, named, icon,
    shared, tab, open, focus, say, notice, near, follow, place, draw, queue, typed, safe, transmit, session: () => session, ready: () => ready,
  };

  shadow.adoptedStyleSheets = [sheet, viewport];
  shadow.replaceChildren(root);
  const saved = tab();
  field.value = saved.d ?? '';
  typed();
  for (const [cid, frame, text] of saved.q ?? []) queue(frame, text, cid);
  if (saved.o && !PHONE.matches) show(true);
  else if (shared().s) connect();
  else marks();
  kit.lost = !shared().s;
  if (location.hash === '#frontdesk-open') open(); // from a mail
  setTimeout(() => fetch(new URL('config', server), { signal }).then((r) => r.json()).then((config) => {
    kit.config = config;
    if (config.proactive[0]) load();
  }).catch(() => {}), 1500);
  addEventListener('online', wake, { signal });
  document.addEventListener('visibilitychange', wake, { signal });
  window.visualViewport?.addEventListener('resize', () => viewport.replaceSync(
    `dialog{--h:${visualViewport.height}px;--y:${visualViewport.offsetTop}px}`), { signal });
  return {
    open,
    close,
    send,
    stop: () => { gone.abort(); clearTimeout(retryTimer); drop(); },
    logout: () => {
      if (ready) transmit({ type: 'logout' });
      try {
        localStorage.removeItem(key);
        sessionStorage.removeItem(key);
      } catch {}
    },
  };
};

class FrontdeskChat extends HTMLElement {
  static observedAttributes = ['server', 'lang', 'title', 'token'];

  /** @type {ReturnType<typeof createChat>} */ #chat;
  #shadow = this.attachShadow({ mode: 'open' });
  #own;

  constructor() {
    super();
    const { messages } = this;
    delete this.messages; // set before this module
    this.#own = messages;
  }

  get messages() { return this.#own; }

  set messages(own) {
    this.#own = own;
    this.attributeChangedCallback();
  }

  connectedCallback() { this.#chat = createChat(this, this.#shadow); }

  disconnectedCallback() {
    this.#chat.stop();
    this.#chat = undefined;
  }

  attributeChangedCallback() {
    if (!this.#chat) return;
    this.disconnectedCallback();
    this.connectedCallback();
  }

  open() { this.#chat.open(); }

  close() { this.#chat.close(); }

  send(text) { return this.#chat.send(text); }

  logout() {
    this.#chat.logout();
    this.attributeChangedCallback();
  }
}

customElements.define('frontdesk-chat', FrontdeskChat);
