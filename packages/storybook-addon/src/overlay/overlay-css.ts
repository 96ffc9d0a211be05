/** How the grid and the gaps look, light and dark. */
export const css = `
:host { all: initial; }
* { box-sizing: border-box; }
.overlay {
  color-scheme: light dark;
  --ink: light-dark(#1d2a33, #eef2f5);
  --soft: light-dark(#56616c, #b6bec8);
  --paper: light-dark(#f6f9fc, #1b2127);
  --sheet: light-dark(#ffffff, #242b32);
  --line: light-dark(#d5dde5, #3b4550);
  --field-line: light-dark(#7b8794, #7d8894);
  --accent: light-dark(#0067c0, #6cb6ff);
  --accent-ink: light-dark(#ffffff, #0b1a26);
  --bad: light-dark(#b3261e, #ffb4ab);
  --amber: light-dark(#8a5a00, #f2c55c);
  --amber-wash: light-dark(#fff4d6, #3a2f14);
  position: fixed;
  inset: 0;
  z-index: 2147483000;
  overflow: auto;
  padding: 16px;
  background: var(--paper);
  color: var(--ink);
  font: 13px/1.45 'Nunito Sans', system-ui, sans-serif;
}
h1 { margin: 0; font-size: 16px; }
h2 { margin: 16px 0 8px; font-size: 14px; }
p { margin: 0; }
output { display: block; }
ul { margin: 0; padding: 0; list-style: none; }
fieldset { margin: 0; padding: 0; border: 0; min-inline-size: 0; display: flex; flex-wrap: wrap; gap: 4px 12px; }
legend { padding: 0; float: left; margin-inline-end: 8px; color: var(--soft); }
a { color: var(--accent); }
.soft { color: var(--soft); }
.hidden { position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.bar, output.bar { display: flex; flex-wrap: wrap; align-items: center; gap: 8px 16px; margin-block-end: 12px; }
.bar > h1 { margin-inline-end: auto; }
button, select, input { font: inherit; color: inherit; }
button, select {
  min-block-size: 28px;
  padding: 3px 10px;
  border: 1px solid var(--field-line);
  border-radius: 5px;
  background: var(--sheet);
  cursor: pointer;
}
button:disabled { opacity: 0.55; cursor: default; }
button[aria-pressed='true'] { background: var(--accent); border-color: var(--accent); color: var(--accent-ink); }
label { display: inline-flex; align-items: center; gap: 6px; min-block-size: 24px; }
input[type='checkbox'], input[type='range'] { accent-color: var(--accent); }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.fault { padding: 6px 12px; background: var(--amber-wash); border-inline-start: 3px solid var(--amber); overflow-wrap: anywhere; }
.cells { display: flex; flex-wrap: wrap; gap: 16px; align-items: flex-start; }
.cell { inline-size: var(--cell-width); max-inline-size: 100%; }
.cell-open {
  display: block;
  inline-size: 100%;
  padding: 6px 8px;
  border-radius: 5px 5px 0 0;
  text-align: start;
  font-weight: 600;
}
.cell-view {
  position: relative;
  inline-size: 100%;
  block-size: var(--cell-height);
  overflow: hidden;
  border: 1px solid var(--field-line);
  border-block-start: 0;
  background: #ffffff;
}
.cell-view iframe {
  position: absolute;
  inset: 0 auto auto 0;
  border: 0;
  inline-size: var(--frame-width);
  block-size: var(--frame-height);
  transform: scale(var(--zoom));
  transform-origin: 0 0;
  pointer-events: none;
}
.cell-waiting { position: absolute; inset: 0; display: grid; place-items: center; background: var(--sheet); color: var(--soft); }
.cell-foot { display: flex; flex-wrap: wrap; gap: 4px 12px; padding: 4px 8px; }
.bad { color: var(--bad); font-weight: 600; }
details > summary { cursor: pointer; min-block-size: 24px; }
.scroll { overflow-x: auto; }
table { border-collapse: separate; border-spacing: 8px; }
th { text-align: start; font-weight: 600; vertical-align: top; }
td { vertical-align: top; }
.plain { border-collapse: collapse; border-spacing: 0; inline-size: 100%; }
.plain th, .plain td { padding: 6px 12px; border-block-end: 1px solid var(--line); }
progress { accent-color: var(--accent); inline-size: 160px; }
.probe { position: absolute; inline-size: 1024px; block-size: 800px; inset-inline-start: -3000px; border: 0; }
@media (forced-colors: active) { button[aria-pressed='true'] { outline: 2px solid Highlight; } }
`
