// The editor of a file: CodeMirror over the page's own field, which is what the form sends.
// It lives in a shadow root: there its styles are adopted sheets, which the page's policy allows.
import {
  autocompletion, closeBrackets, completionKeymap, bracketMatching, defaultKeymap, drawSelection, EditorState,
  EditorView, forceLinting, highlightActiveLine, HighlightStyle, history, historyKeymap, indentService, indentUnit, keymap,
  lineNumbers, linter, lintGutter, lintKeymap, search, searchKeymap, syntaxHighlighting, tags, yaml,
} from "/staff/vendor/codemirror.js";

const field = document.getElementById("text");
const form = document.getElementById("file-form");
const host = document.getElementById("editor");
const names = JSON.parse(document.getElementById("names").dataset.names);
const root = host.attachShadow({ mode: "open" });
let isSent = false;

const THEME = EditorView.theme({
  "&": { color: "var(--tblr-body-color)", backgroundColor: "var(--tblr-bg-surface)", fontSize: "14px", maxHeight: "75dvh" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "var(--tblr-font-monospace)", lineHeight: "1.5", overflow: "auto" },
  ".cm-content": { caretColor: "var(--tblr-body-color)", minHeight: "16rem" },
  ".cm-cursor": { borderLeftColor: "var(--tblr-body-color)" },
  ".cm-gutters": { backgroundColor: "var(--fd-soft)", color: "var(--fd-quiet)", border: "none" },
  ".cm-activeLine": { backgroundColor: "color-mix(in srgb, var(--fd-accent) 7%, transparent)" },
  ".cm-activeLineGutter": { backgroundColor: "transparent" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    backgroundColor: "color-mix(in srgb, var(--fd-accent) 28%, transparent)",
  },
  ".cm-tooltip, .cm-panels": { backgroundColor: "var(--tblr-bg-surface)", color: "var(--tblr-body-color)", border: "1px solid var(--tblr-border-color)" },
  ".cm-tooltip-autocomplete ul li[aria-selected]": { backgroundColor: "#0b6e6e", color: "#fff" },
  ".cm-panel button, .cm-panel input": { color: "inherit", backgroundColor: "var(--fd-soft)", backgroundImage: "none" },
});
const COLOURS = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: "var(--fd-blue)" },
  { tag: [tags.string, tags.content], color: "inherit" },
  { tag: [tags.lineComment, tags.comment], color: "var(--fd-quiet)", fontStyle: "italic" },
  { tag: [tags.separator, tags.punctuation, tags.squareBracket, tags.brace], color: "var(--fd-quiet)" },
  { tag: [tags.keyword, tags.labelName, tags.typeName], color: "var(--fd-amber)" },
]);

async function lint(view) {
  const body = new URLSearchParams({ text: view.state.doc.toString() });
  const answer = await fetch(form.dataset.lint, { method: "POST", body, headers: { "X-Requested-With": "editor" } });
  if (!answer.ok) return [];
  return (await answer.json()).map((one) => {
    const line = view.state.doc.line(Math.min(one.line, view.state.doc.lines));
    const from = line.from + (line.text.length - line.text.trimStart().length);
    return { from: Math.min(from, line.to), to: line.to, severity: one.severity, message: one.text };
  });
}

const BY_KEY = {
  intent: names.intents, action: names.actions, active_loop: [...names.forms, "null"], checkpoint: names.checkpoints,
  entity: names.entities,
};
const BY_PARENT = {
  entities: names.entities, slot_was_set: names.slots, required_slots: names.slots, ignored_intents: names.intents,
  steps: ["intent: ", "action: ", "slot_was_set:", "active_loop: ", "checkpoint: ", "or:", "user: ", "bot: "],
  or: ["intent: ", "slot_was_set:"], condition: ["active_loop: ", "slot_was_set:"],
};

// The key under which a list entry stands: the nearest line above that is less deep and is no entry.
function parentOf(state, number, depth) {
  for (let at = number - 1; at >= 1; at -= 1) {
    const found = /^(\s*)(?:- )?([\w-]+):\s*(?:#.*)?$/.exec(state.doc.line(at).text);
    if (found && found[0].search(/[^\s-]/) <= depth) return found[2];
  }
  return "";
}

function complete(context) {
  const line = context.state.doc.lineAt(context.pos);
  const before = line.text.slice(0, context.pos - line.from);
  const marked = /\]\(([\w.-]*)$/.exec(before);
  if (marked) return offer(context.pos - marked[1].length, names.entities);
  const valued = /(?:^|[\s{-])([\w-]+):\s+["']?([\w./-]*)$/.exec(before);
  if (valued && BY_KEY[valued[1]]) return offer(context.pos - valued[2].length, BY_KEY[valued[1]]);
  const entry = /^(\s*)- ([\w./-]*)$/.exec(before);
  if (!entry) return null;
  const list = BY_PARENT[parentOf(context.state, line.number, entry[1].length)];
  return list ? offer(context.pos - entry[2].length, list) : null;
}

// A new line is as deep as the one above: what comes next in these files is most often an entry.
function indent(context, at) {
  const above = context.lineAt(at, -1).text;
  return above.length - above.trimStart().length + (/:\s*[|>][+-]?$/.test(above) ? 2 : 0);
}

const offer = (from, labels) => ({ from, options: labels.map((label) => ({ label })), validFor: /^[\w./-]*$/ });

function submit() {
  form.requestSubmit();
  return true;
}

const isFixed = field.readOnly;
const view = new EditorView({
  parent: root,
  root,
  state: EditorState.create({
    doc: field.value,
    extensions: [
      lineNumbers(), history(), drawSelection(), highlightActiveLine(), bracketMatching(), closeBrackets(),
      indentUnit.of("  "), indentService.of(indent), yaml(), syntaxHighlighting(COLOURS), search({ top: true }), lintGutter(),
      linter(lint, { delay: 400 }), autocompletion({ override: [complete] }), THEME,
      EditorState.readOnly.of(isFixed),
      EditorView.contentAttributes.of({ tabindex: "0", "aria-label": document.getElementById("text-label").textContent }),
      keymap.of([
        ...(isFixed ? [] : [{ key: "Mod-s", run: submit, preventDefault: true }]),
        ...completionKeymap, ...lintKeymap, ...searchKeymap, ...historyKeymap, ...defaultKeymap,
      ]),
    ],
  }),
});
field.hidden = true;
host.hidden = false;
document.getElementById("editor-hint").hidden = false;

function show(number) {
  const line = view.state.doc.line(Math.min(Math.max(number, 1), view.state.doc.lines));
  view.dispatch({ selection: { anchor: line.from }, effects: EditorView.scrollIntoView(line.from, { y: "center" }) });
  view.focus();
}

const start = field.value;
form.addEventListener("submit", () => {
  field.value = view.state.doc.toString();
  isSent = true;
});
addEventListener("beforeunload", (event) => {
  if (!isSent && view.state.doc.toString() !== start) event.preventDefault();
});
document.addEventListener("click", (event) => {
  const link = event.target.closest(".found a[data-line]");
  if (!link) return;
  event.preventDefault();
  show(Number(link.dataset.line));
});
if (form.dataset.line) show(Number(form.dataset.line));
forceLinting(view);
