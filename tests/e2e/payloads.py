"""What strangers might write to have it run, or shown as more than text."""

from .test_widget_security import PAYLOADS as OF_WIDGET

HANDLERS = ("onload", "onerror", "onfocus", "ontoggle", "onbegin", "onanimationstart")
TAGS = ("body", "video", "audio", "input autofocus", "marquee", "object", "embed", "style", "xmp")
# Elements that pages have, too, bear `x-evil`, by which they are told from the page's own.
MORE = (
    "</textarea><script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    "</p></li></ol><script src=//evil.example/x.js></script>",
    "--><script>alert(1)</script><!--",
    "]]><script>alert(1)</script>",
    "<script\x0d>alert(1)</script>",
    "<sCrIpT>alert(1)</sCrIpT>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;alert(1)&#60;/script&#62;",
    "\uff1cscript\uff1ealert(1)\uff1c/script\uff1e",
    "<div x-evil hx-get=/staff/ hx-trigger=load hx-swap=outerHTML>x</div>",
    "<div x-evil hx-on:load=alert(1) data-hx-trigger=load>x</div>",
    "<hx-partial x-evil hx-target='#owner'>With the thief</hx-partial>",
    '" autofocus x-evil onfocus=alert(1) x="',
    "' x-evil onmouseover='alert(1)",
    "`x-evil onmouseover=alert(1)",
    "{{ 7*7 }}{% raw %}{{ config }}",
    "{{ request.app.state }}",
    "${alert(1)}",
    "<b x-evil>bold</b>",
    "<img x-evil src=/staff/logout>",
    "<a x-evil href='/staff/conversations/x/close'>x</a>",
    "<form x-evil method=post action=/staff/logout><button>x</button></form>",
    "</option></select><p x-evil>out",
    "</td></tr></table><p x-evil>out",
    "</time></span></a><p x-evil>out",
    "<svg><use x-evil href='data:image/svg+xml,<svg id=x>#x'/></svg>",
    "\u2028<p x-evil>line",
)
PAYLOADS = tuple(
    dict.fromkeys(
        (
            *OF_WIDGET,
            *MORE,
            *(f"<{tag} {on}=alert(1)>" for tag, on in zip(TAGS, HANDLERS * 2, strict=False)),
            *(f"<img src=x {handler}=alert(1)>" for handler in HANDLERS),
            '<a href="\tjavascript:alert(1)">x</a>',
            "<isindex action=javascript:alert(1) type=image>",
        )
    )
)
# Tells what on a page was made of a payload: an element, a handler, a style, a foreign address.
FIND = """() => {
  const bad = [];
  for (const one of document.querySelectorAll('body, body *')) {
    if (/^(iframe|object|embed|base|meta|link|style|template|math|marquee|video|audio|xmp)$/.test(
        one.localName)) {
      bad.push(one.localName);
    }
    if (one.localName === 'script' && !one.src.startsWith(location.origin + '/staff/')) {
      bad.push('script');
    }
    for (const { name, value } of one.attributes) {
      if (name === 'x-evil' || name.startsWith('on') || name.startsWith('hx-on')) bad.push(name);
      if (name === 'style') bad.push(`style ${value}`);
      if (/^(href|src|action|formaction|xlink:href)$/.test(name)
          && !/^([/#?]|mailto:|tel:)/.test(value) || /^\\/\\//.test(value)) {
        bad.push(`${name} ${value}`);
      }
    }
  }
  return bad;
}"""
