// @ts-check
// What the chat needs only once it is used: files, ratings, the form before it, the menu, the teaser. See README.md.
/** @import {Attachment, Frame} from './widget.d.ts' */

const MAX_BYTES = 10e6;
const MAX_FILES = 5;
const HEAVY_BYTES = 3e6; // a picture above is scaled down first: the server keeps no more pixels, and a phone sends them slowly
const MAX_SIDE = 2560; // pixels, as the server's
const THUMB_SIDE = 220; // pixels
const ACCEPT = 'image/png,image/jpeg,image/webp,image/gif,application/pdf';

/** English, Chinese. @type {Record<string, [string, string]>} */
const WORDS = {
  attach: ['Attach a picture or PDF', '添加图片或 PDF'],
  remove: ['Remove {n}', '移除 {n}'],
  sending: ['{n}: {p} %', '{n}：{p}%'],
  ready: ['{n} is attached.', '已添加 {n}。'],
  file_large: ['This file is too large: 10 MB is the most.', '文件过大，最大为 10 MB。'],
  file_type: [
    'This kind of file can’t be sent here. Pictures (PNG, JPEG, WebP, GIF) and PDFs can.',
    '不支持该文件类型。可发送图片（PNG、JPEG、WebP、GIF）和 PDF。',
  ],
  file_many: ['Five files at a time are the most.', '一次最多添加五个文件。'],
  file_lost: ['No connection: please try again.', '连接已断开，请重试。'],
  again: ['Try again', '重试'],
  picture: ['Picture: {n}', '图片：{n}'],
  rate: ['Was this helpful?', '有帮助吗？'],
  good: ['Helpful', '有帮助'],
  bad: ['Not helpful', '没有帮助'],
  why: ['What was missing?', '还缺少什么？'],
  thanks: ['Thank you!', '谢谢！'],
  stars: ['{n} of 5', '{n} 分（满分 5 分）'],
  worst: ['bad', '很差'],
  best: ['very good', '很好'],
  comment: ['Would you like to add something?', '还有什么想补充的吗？'],
  submit: ['Send', '提交'],
  menu: ['More', '更多'],
  mail: ['Send me this chat by e-mail', '将对话发送到我的邮箱'],
  save: ['Save this chat as a file', '将对话保存为文件'],
  mailed: ['The chat is on its way to {n}.', '对话记录已发送至 {n}。'],
  form: ['Before we start', '开始之前'],
  why_form: ['So that we can answer you if you have to leave.', '方便您离开后我们继续回复。'],
  name: ['Your name', '您的姓名'],
  email: ['Your e-mail', '您的邮箱'],
  optional: ['optional', '选填'],
  start: ['Start the chat', '开始对话'],
  skip: ['Skip', '跳过'],
  told: ['While a person answers you, they see what you write before you send it.', '人工客服接待时，可以看到您正在输入但尚未发送的内容。'],
  dismiss: ['Dismiss', '关闭提示'],
  elsewhere: [
    'To go on with your earlier chat, open the link in the browser you wrote from, or tell me your e-mail address and I will send you a code.',
    '如需继续之前的对话，请在之前使用的浏览器中打开链接，或告诉我您的邮箱，我会给您发送验证码。',
  ],
};

const sheet = new CSSStyleSheet();
sheet.replaceSync(`
.tray,.files,.rate,.stars,.menu-row{display:flex;flex-wrap:wrap;align-items:center;gap:8px}
dialog>form{flex:none}
.told{margin:0;padding:6px 12px 0;font-size:12px;color:var(--dim)}
.tray:not(:empty){padding:0 2px 10px;max-height:40dvh;overflow-y:auto}
.chip{position:relative;display:grid;grid-template-columns:44px auto 32px;align-items:center;gap:0 10px;max-width:100%;padding:5px 4px 5px 5px;border:1px solid var(--line);border-radius:14px;background:var(--soft);font-size:13px;animation:rise .2s}
.chip span{overflow:hidden;text-overflow:ellipsis;white-space:nowrap;max-width:190px}
.chip .why-not{grid-column:2/-1;white-space:normal;max-width:none;color:var(--bad)}
.chip button.icon{width:32px;height:32px}
.chip button.icon svg{width:16px}
.chip button.again{min-height:24px;justify-self:start;text-decoration:underline}
.sheet{flex:none;display:grid;place-items:center;width:44px;height:44px;border-radius:10px;background:var(--tint);color:var(--link);overflow:hidden}
.sheet svg{width:22px}
.sheet img{width:44px;height:44px;background:none}
progress{grid-column:2;width:100%;height:4px;border:0;border-radius:2px;overflow:hidden;background:var(--line);accent-color:var(--link);appearance:none}
progress::-webkit-progress-bar{background:var(--line)}
progress::-webkit-progress-value{background:var(--link);transition:width .2s}
progress::-moz-progress-bar{background:var(--link)}
.files{max-width:86%;padding-block-start:2px}
.text+.files{padding-block-start:6px}
.customer .files{justify-content:end}
.files a{display:flex;align-items:center;gap:10px;max-width:100%;border:1px solid var(--line);border-radius:16px;overflow:hidden;background:var(--bot);color:inherit;text-decoration:none}
.files a:hover{border-color:var(--edge)}
.files img{display:block;max-width:100%;height:auto;object-fit:contain;background:none}
.files .doc{padding:6px 14px 6px 6px}
.files .doc b{display:block;font-size:14px;line-height:1.3}
.files .doc small{font-size:12px;color:var(--dim)}
.over{outline:2px dashed var(--link);outline-offset:-8px}
.rate{gap:0;padding:4px 4px 0;font-size:13px;color:var(--dim)}
.m:not(:last-child) .rate:not(.done),.done .thumb:not([aria-pressed=true]){display:none}
.thumb{display:grid;place-items:center;width:32px;height:32px;border-radius:50%}
.thumb:hover{background:var(--tint)}
.thumb svg{width:17px}
.thumb+.thumb svg{transform:scale(-1)}
.why{padding:7px 15px;border:1px solid var(--edge);color:var(--ink);background:var(--bg)}
.ask{width:min(300px,100%);margin-block-start:10px;padding:14px;border:1px solid var(--line);border-radius:18px;background:var(--bot);text-align:center}
.stars{justify-content:center;flex-wrap:nowrap;gap:6px}
.star{flex:1;height:44px;border:1px solid var(--edge);color:var(--ink);font-weight:600}
.star:hover:enabled{background:var(--tint)}
.star[aria-pressed=true]{background:var(--accent);color:var(--on);border-color:transparent}
.ends{display:flex;justify-content:space-between;padding-block-start:4px;font-size:12px;color:var(--dim)}
.ask form,.pre{padding:0;display:grid;gap:10px;margin-block-start:12px;text-align:start}
.ask textarea,.pre input{width:100%;padding:9px 13px;border:1px solid var(--edge);border-radius:12px;background:var(--bg);color:var(--ink);font-size:16px;line-height:24px}
.ask textarea:focus-visible{outline:2px solid var(--link)}
.solid{min-height:44px;padding:8px 18px;border-radius:22px;background:var(--accent);color:var(--on);font-weight:600;border:1px solid transparent}
.pre{margin:0 0 18px;padding:18px;border:1px solid var(--line);border-radius:18px;background:var(--bot)}
.pre p{margin:0;font-size:13px;color:var(--dim)}
.pre label{display:grid;gap:4px;font-size:13px;font-weight:600}
.pre label small{font-weight:400;color:var(--dim)}
.pre .wrong{color:var(--bad)}
.pre .wrong:empty{display:none}
.pre~.picks,.must .log,.must~form,.must~.newer{display:none}
.plain{min-height:36px;color:var(--link);text-decoration:underline}
.menu{position:absolute;inset-block-start:66px;inset-inline-end:12px;z-index:1;display:grid;padding:6px;border:1px solid var(--line);border-radius:16px;background:var(--bg);box-shadow:0 12px 32px -8px #0006;animation:rise .15s}
.menu button{min-height:44px;padding:8px 14px;text-align:start}
.menu button:hover{background:var(--tint)}
.teaser{position:fixed;inset-block:auto 94px;inset-inline:auto 20px;z-index:var(--chat-z,9999999);display:flex;align-items:start;max-width:min(300px,100vw - 40px);border:1px solid var(--line);border-radius:18px;border-end-end-radius:6px;background:var(--bg);box-shadow:0 12px 32px -8px #0006;animation:rise .3s}
.teaser .speak{flex:1;padding:14px 0 14px 18px;text-align:start;overflow-wrap:anywhere}
.on .teaser{display:none}
@media(prefers-reduced-motion){progress::-webkit-progress-value{transition:none}}`);

const CLIP = 'm20 11-8.5 8.5a5 5 0 0 1-7-7L13 4a3.4 3.4 0 0 1 5 5l-8.6 8.4a1.7 1.7 0 0 1-2.4-2.4L15 7';
const CROSS = 'M6 6l12 12M18 6 6 18';
const PAGE = 'M6 3h8l5 5v13H6ZM14 3v5h5';
const DOTS = 'M5 12h.01M12 12h.01M19 12h.01';
const THUMB = 'M7 11v9H4v-9Zm0 0 4-8q4 1 2 7h7l-2 10H7';

/** @param {any} kit what widget.js hands over */
export default (kit) => {
  const { host, t, h, div, button, named, icon, field, form, log, scroll, dialog, root, signal } = kit;
  const of = (name) => host.messages?.[name] ?? WORDS[name][+(kit.lang === 'zh')];
  const fill = (name, n, p) => of(name).replace('{n}', () => n).replace('{p}', () => p);
  const api = new URL('.', kit.server);
  kit.shadow.adoptedStyleSheets.push(sheet);

  let chat;

  // ---- files
  /** @type {{name: string, file: File, kept?: Attachment, failed?: boolean, xhr?: XMLHttpRequest, begun?: boolean, el: HTMLElement}[]} */
  let tray = [];
  const row = div('tray');
  const picker = h('input', {
    type: 'file', multiple: '', accept: ACCEPT, hidden: '', tabindex: -1, 'aria-hidden': 'true',
    change: () => {
      add(picker.files);
      picker.value = '';
    },
  });
  const changed = () => {
    self.files = tray.filter((one) => one.kept).length;
    self.busy = tray.some((one) => !one.kept && !one.failed);
    kit.typed();
  };
  const remove = (one) => {
    one.xhr?.abort();
    tray = tray.filter((other) => other !== one);
    one.el.remove();
    changed();
  };
  const refuse = (one, text, mayRetry) => {
    one.failed = true;
    one.el.querySelector('progress')?.remove();
    one.el.append(h('span', { class: 'why-not' }, text), mayRetry && button('again', () => {
      one.el.replaceChildren(...chip(one));
      one.failed = false;
      upload(one);
      changed();
    }, of('again')) || '');
    kit.say(`${one.name}: ${text}`);
    changed();
  };
  const chip = (one) => [
    div('sheet', icon(PAGE)),
    h('span', {}, one.name),
    named(button('icon', () => {
      remove(one);
      kit.focus();
    }, icon(CROSS)), fill('remove', one.name)),
    h('progress', { max: 100, value: 0, 'aria-label': one.name }),
  ];
  const shrink = async (file) => {
    if (file.size < HEAVY_BYTES || !/^image\/(png|jpeg|webp)$/.test(file.type)) return file;
    const picture = await createImageBitmap(file);
    const scale = Math.min(1, MAX_SIDE / Math.max(picture.width, picture.height));
    const canvas = h('canvas', { width: Math.round(picture.width * scale), height: Math.round(picture.height * scale) });
    canvas.getContext('2d').drawImage(picture, 0, 0, canvas.width, canvas.height);
    return new Promise((done) => canvas.toBlob((blob) => done(blob ?? file), 'image/jpeg', 0.85));
  };
  const upload = async (one) => {
    const file = await shrink(one.file).catch(() => one.file);
    if (!tray.includes(one)) return;
    if (file.size > MAX_BYTES) return refuse(one, of('file_large'));
    const xhr = one.xhr = new XMLHttpRequest();
    const bar = one.el.querySelector('progress');
    xhr.open('POST', new URL('attachments', api));
    xhr.setRequestHeader('Authorization', `Bearer ${kit.session()}`);
    xhr.setRequestHeader('X-File-Name', encodeURIComponent(one.name.slice(-200)));
    xhr.setRequestHeader('Accept-Language', kit.lang);
    xhr.responseType = 'json';
    xhr.upload.onprogress = (e) => { bar.value = e.loaded * 100 / (e.total || 1); };
    xhr.onload = () => {
      if (xhr.status === 201) taken(one, xhr.response);
      else refuse(one, xhr.response?.error?.message ?? t.e_other, xhr.status !== 422 && xhr.status !== 413);
    };
    xhr.onerror = () => refuse(one, of('file_lost'), true);
    xhr.send(file);
  };
  const taken = (one, kept) => {
    one.kept = kept;
    one.el.querySelector('progress').remove();
    if (kept.width) one.el.querySelector('.sheet').replaceChildren(h('img', { src: kit.safe(kept.url), alt: '' }));
    kit.say(fill('ready', one.name));
    changed();
  };
  const add = (/** @type {Iterable<File>} */ files) => {
    for (const file of files) {
      if (tray.length >= MAX_FILES) {
        kit.notice(of('file_many'));
        break;
      }
      const one = { name: file.name || 'file', file, el: h('div', { class: 'chip', role: 'group', 'aria-label': file.name }) };
      one.el.append(...chip(one));
      tray.push(one);
      row.append(one.el);
      if (file.type && !ACCEPT.split(',').includes(file.type)) refuse(one, of('file_type'));
      else if (kit.session()) {
        one.begun = true;
        upload(one);
      }
      changed();
    }
    kit.focus();
  };
  form.prepend(row, picker);
  field.before(named(button('icon', () => picker.click(), icon(CLIP)), of('attach')));
  field.addEventListener('paste', (e) => {
    const { files } = e.clipboardData;
    if (!files.length) return;
    e.preventDefault();
    add(files);
  }, { signal });
  const over = (on) => (e) => {
    if (!e.dataTransfer?.types.includes('Files')) return;
    e.preventDefault();
    scroll.classList.toggle('over', on);
    if (e.type === 'drop') add(e.dataTransfer.files);
  };
  for (const [name, on] of [['dragover', true], ['dragleave', false], ['drop', false]]) {
    dialog.addEventListener(name, over(on), { signal });
  }
  const showFile = (/** @type {Attachment} */ file) => {
    const link = { href: kit.safe(file.url), target: '_blank', rel: 'noopener' };
    if (!link.href) return '';
    if (!file.width) {
      const size = file.size < 1e6 ? `${Math.ceil(file.size / 1e3)} kB` : `${(file.size / 1e6).toFixed(1)} MB`;
      return h('a', { ...link, class: 'doc', download: file.name }, div('sheet', icon(PAGE)),
        h('span', {}, h('b', {}, file.name), h('small', {}, size)));
    }
    const scale = Math.min(1, THUMB_SIDE / Math.max(file.width, file.height));
    return h('a', link, h('img', {
      src: link.href, alt: fill('picture', file.name), loading: 'lazy',
      width: Math.max(24, Math.round(file.width * scale)), height: Math.max(24, Math.round(file.height * scale)),
    }));
  };

  // ---- ratings
  const rate = (ref, score, comment = '') => kit.queue({ type: 'rate', ref, score, comment });
  const thumbs = (el, m) => {
    const why = h('input', {
      class: 'why', hidden: '', maxlength: 999, placeholder: of('why'), 'aria-label': of('why'),
      change: () => {
        rate(m.id, 1, why.value);
        done(1, true);
      },
    });
    const label = h('span', {}, of('rate'));
    const pair = [of('good'), of('bad')].map((name, i) => named(button('thumb', () => {
      if (line.className !== 'rate') return;
      rate(m.id, i ? 1 : 5);
      done(i ? 1 : 5);
    }, icon(THUMB)), name));
    const line = div('rate', label, ...pair, why);
    const done = (score, isSaid) => {
      line.className = 'rate done';
      label.textContent = of('thanks');
      pair[+(score < 3)].ariaPressed = 'true';
      why.hidden = score > 2 || isSaid;
    };
    el.rated = done;
    el.append(line);
  };
  const stars = (el, m) => {
    const note = h('textarea', { rows: 2, maxlength: 999, placeholder: of('comment'), 'aria-label': of('comment') });
    const more = h('form', {
      hidden: '',
      submit: (e) => {
        e.preventDefault();
        rate(m.id, chosen, note.value.trim());
        done(chosen, true);
        scroll.focus();
      },
    }, note, h('button', { class: 'solid' }, of('submit')));
    let chosen = 0;
    const row = [1, 2, 3, 4, 5].map((n) => h('button', {
      class: 'star', type: 'button', 'aria-label': fill('stars', n), 'aria-pressed': 'false',
      click: () => {
        rate(m.id, n);
        done(n);
        note.focus();
      },
    }, n));
    const thanks = div('ends', h('span', {}, of('worst')), h('span', {}, of('best')));
    const done = (score, isSaid) => {
      const stay = kit.near();
      chosen = score;
      row.forEach((star, i) => { star.ariaPressed = `${i + 1 === score}`; });
      more.hidden = isSaid;
      if (isSaid) thanks.replaceChildren(of('thanks'));
      if (stay) kit.follow(true);
    };
    el.rated = done;
    el.append(h('div', { class: 'ask', role: 'group', 'aria-label': m.text }, h('div', { class: 'stars' }, ...row), thanks, more));
  };

  // ---- the whole chat
  const texts = () => [...log.children].filter(({ frame }) => frame.id || frame.from === 'customer').map(({ frame: m }) => [
    `${m.name || t[m.from] || m.from}, ${new Date(m.at ?? Date.now()).toLocaleString(kit.lang)}`,
    m.text, ...(m.cards ?? []).map((c) => `- ${c.title} ${c.price ?? ''}`),
    ...(m.attachments ?? []).map((a) => `[${a.name}]`), '',
  ].filter((line) => line != null).join('\n')).join('\n');
  const save = () => {
    const href = URL.createObjectURL(new Blob([texts()], { type: 'text/plain' }));
    h('a', { href, download: 'chat.txt' }).click();
    setTimeout(() => URL.revokeObjectURL(href), 1000);
  };
  const toggle = (on) => {
    menu.hidden = !on;
    more.ariaExpanded = `${on}`;
    if (on) menu.firstChild.focus();
  };
  const pick = (name, act) => button('', () => {
    toggle(false);
    more.focus();
    act();
  }, of(name));
  const menu = h('div', {
    class: 'menu', id: 'menu', hidden: '',
    keydown: (e) => {
      if (e.key !== 'Escape') return;
      e.stopPropagation();
      e.preventDefault();
      toggle(false);
      more.focus();
    },
    focusout: (e) => !menu.contains(e.relatedTarget) && e.relatedTarget !== more && toggle(false),
  }, pick('mail', () => kit.queue({ type: 'transcript' })), pick('save', save));
  const more = named(button('icon', () => toggle(menu.hidden), icon(DOTS)), of('menu'));
  more.setAttribute('aria-expanded', 'false');
  more.setAttribute('aria-controls', 'menu');
  kit.human.after(more, menu);

  // ---- the form before the chat
  let pre, asked;
  const ask = (wish) => {
    const fields = ['name', 'email'].filter((name) => wish[name] !== 'off');
    const mustAny = fields.some((name) => wish[name] === 'required');
    if (pre || !fields.length || kit.tab().p || [...log.children].some((el) => el.frame.id)) return;
    const inputs = fields.map((name) => h('input', {
      name, type: name === 'email' ? 'email' : 'text', autocomplete: name, maxlength: name === 'email' ? 254 : 200,
      required: wish[name] === 'required' ? '' : null,
    }));
    const wrong = h('p', { class: 'wrong', role: 'alert' });
    pre = h('form', {
      class: 'pre', 'aria-label': of('form'),
      submit: (e) => {
        e.preventDefault();
        const said = Object.fromEntries(inputs.map((one) => [one.name, one.value.trim()]));
        if (!Object.values(said).some(Boolean)) return leave();
        asked = `profile-${Date.now()}`;
        kit.queue({ type: 'profile', ...said }, '', asked);
      },
    }, h('b', {}, of('form')), h('p', {}, of('why_form')), ...inputs.map((one, i) => h('label', {},
      h('span', {}, of(fields[i]), one.required ? '' : h('small', {}, ` (${of('optional')})`)), one)), wrong,
    h('button', { class: 'solid' }, of('start')), !mustAny && button('plain', () => leave(), of('skip')));
    pre.wrong = wrong;
    log.before(pre);
    scroll.classList.toggle('must', mustAny);
    if (dialog.open && matchMedia('(pointer:fine)').matches) inputs[0].focus();
  };
  const leave = () => {
    kit.tab({ p: 1 });
    pre?.remove();
    pre = null;
    scroll.classList.remove('must');
    if (dialog.open) kit.focus();
  };

  // ---- what is being written, for the person who answers: only if the operator wants it, and told
  const share = () => {
    form.append(h('p', { class: 'told' }, of('told')));
    let timer = 0;
    field.addEventListener('input', () => {
      timer ||= setTimeout(() => {
        timer = 0;
        if (kit.ready() && kit.human.hidden) kit.transmit({ type: 'typing', text: field.value.slice(-500) });
      }, 800);
    }, { signal });
  };

  // ---- the message that speaks first
  let opening, bubble;
  const fits = (path) => new RegExp(`^${path.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&')).join('.*')}$`).test(location.pathname);
  const today = () => new Date().toDateString();
  const tease = (rule) => {
    if (dialog.open || kit.session() || kit.shared().p === today()) return;
    kit.shared({ p: today() });
    const text = rule.text[kit.lang];
    const teaser = div('teaser', button('speak', () => {
      teaser.remove();
      opening = rule.id;
      bubble = kit.draw({ from: 'bot', text });
      kit.place(bubble, 0);
      kit.open();
    }, text), named(button('icon', () => {
      teaser.remove();
      kit.launch.focus();
    }, icon(CROSS)), of('dismiss')));
    root.append(teaser);
    kit.say(text);
  };
  const watch = ({ proactive }) => {
    const rule = proactive.find((one) => fits(one.path));
    if (!rule) return;
    const timer = setTimeout(tease, rule.delay_seconds * 1000, rule);
    signal.addEventListener('abort', () => clearTimeout(timer));
  };

  const self = {
    files: 0,
    busy: false,
    /** What goes with the next message. */
    take: () => {
      const files = tray.filter((one) => one.kept).map((one) => one.kept);
      for (const one of tray) one.el.remove();
      tray = [];
      self.files = 0;
      const found = {};
      if (files.length) Object.assign(found, { attachments: files.map((one) => one.id), files });
      if (opening) found.opening = opening;
      return found;
    },
    /** Add to the bubble of a message what extras show of it. */
    draw: (el, m) => {
      if (m.id && m.from !== 'system' && bubble) {
        bubble.remove(); // the server has it now
        bubble = opening = null;
      }
      const isFirst = !el.done;
      if (isFirst) {
        el.done = true;
        const files = (m.attachments ?? []).map(showFile).filter(Boolean);
        if (files.length) el.insertBefore(div('files', ...files), el.querySelector('.note'));
        if (m.asks_rating) stars(el, m);
        else if (m.id && /bot|agent/.test(m.from) && !m.buttons?.length) thumbs(el, m);
      }
      if (m.rating) el.rated?.(m.rating, isFirst || !!m.comment);
      if (pre && m.id) leave();
    },
    ack: (f) => {
      if (f.cid === asked) leave();
      if (f.to) kit.notice(fill('mailed', f.to));
    },
    error: (f) => {
      if (f.cid !== asked || !pre) return false;
      pre.wrong.textContent = f.text;
      pre.querySelector('[type=email]')?.focus();
      return true;
    },
    welcome: async (f) => {
      if (chat && f.conversation !== chat) for (const one of tray) remove(one); // they were kept for another
      chat = f.conversation;
      for (const one of tray.filter((other) => !other.begun && !other.failed)) {
        one.begun = true;
        upload(one);
      }
      if (!f.known) ask((await config).prechat);
    },
  };
  const config = Promise.resolve(kit.config ?? fetch(new URL('config', api), { signal }).then((r) => r.json()))
    .catch(() => ({ prechat: { name: 'off', email: 'off' }, proactive: [] }));
  config.then(watch);
  config.then((wish) => wish.typing_preview && share());
  if (kit.lost && location.hash === '#frontdesk-open') setTimeout(kit.notice, 0, of('elsewhere'));
  return self;
};
