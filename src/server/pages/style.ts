/** The style of the pages. */
export const STYLE = `
:root { --ink: #1b2430; --quiet: #5b6878; --paper: #fff; --ground: #f3f5f8; --line: #d5dbe3; --go: #14663b; --no: #a3241c; --mark: #14539a; --code: #eef2f7; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6eaf0; --quiet: #9aa7b6; --paper: #1a212b; --ground: #11161d; --line: #323d4a; --go: #3fa56d; --no: #e5675d; --mark: #6aa7ec; --code: #232c38; }
}
* { box-sizing: border-box; }
[hidden] { display: none !important; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
header { display: flex; align-items: center; gap: 10px; padding: 14px 20px; font-weight: 650; }
.mark { width: 18px; height: 18px; border: 2px solid var(--mark); border-radius: 50%; background: linear-gradient(var(--mark), var(--mark)) center / 26px 2px no-repeat; }
#said { position: sticky; top: 8px; z-index: 1; }
main, #said { max-width: 760px; margin: 0 auto; padding: 0 20px; }
main { padding-bottom: 32px; }
h1 { font-size: 1.45rem; line-height: 1.25; margin: 12px 0; overflow-wrap: anywhere; }
h2 { font-size: 0.95rem; margin: 0 0 8px; }
section, details { background: var(--paper); border: 1px solid var(--line); border-radius: 8px; padding: 14px 16px; margin: 12px 0; }
dl, ul, ol { margin: 0; }
ul, ol { padding-left: 18px; }
dl > div { display: grid; grid-template-columns: 170px 1fr; gap: 12px; padding: 4px 0; }
dt { color: var(--quiet); }
dd { margin: 0; min-width: 0; overflow-wrap: anywhere; }
code, pre { font: 0.88em ui-monospace, monospace; overflow-wrap: anywhere; }
pre { white-space: pre-wrap; background: var(--code); padding: 10px 12px; border-radius: 6px; }
summary { cursor: pointer; }
.quiet { color: var(--quiet); font-size: 0.9rem; }
.bad { color: var(--no); }
.demo { font-weight: 650; color: var(--no); }
.code { font: 600 1.15rem/1.4 ui-monospace, monospace; background: var(--code); border-radius: 8px; padding: 12px 14px; margin: 12px 0 4px; overflow-wrap: anywhere; }
.said { border-left: 4px solid var(--line); background: var(--paper); border-radius: 6px; padding: 10px 14px; margin: 0 0 12px; box-shadow: 0 2px 10px rgb(0 0 0 / 12%); }
.said p { margin: 0; }
.said.good { border-color: var(--go); }
.said.bad { border-color: var(--no); color: var(--ink); }
.said.busy { border-color: var(--mark); }
label { display: block; margin: 10px 0; font-weight: 600; }
input, select, textarea { display: block; width: 100%; margin-top: 4px; padding: 9px 10px; border: 1px solid var(--line); border-radius: 6px; background: var(--paper); color: var(--ink); font: inherit; font-weight: 400; }
button { padding: 11px 18px; border: 1px solid var(--line); border-radius: 6px; background: var(--paper); color: var(--ink); font: inherit; font-weight: 650; cursor: pointer; }
button.go { background: var(--go); border-color: var(--go); color: #fff; }
button.no { border-color: var(--no); color: var(--no); }
button:disabled { opacity: 0.55; cursor: default; }
:focus-visible { outline: 3px solid var(--mark); outline-offset: 2px; }
.buttons { position: sticky; bottom: 0; display: flex; flex-wrap: wrap; align-items: center; gap: 10px; padding: 12px 0; background: var(--ground); border-top: 1px solid var(--line); }
.buttons .quiet { margin: 0; }
@media (max-width: 560px) { dl > div { grid-template-columns: 1fr; gap: 0; } }
`;
