/** The style of the trigger, and what trigger and panel have in common. */
export const PILL_STYLE = `
:host{all:initial!important;position:fixed!important;inset:0!important;width:100%!important;height:100%!important;pointer-events:none!important;z-index:2147483647!important;border:0!important;margin:0!important;padding:0!important;background:none!important;overflow:visible!important;max-width:none!important;max-height:none!important;display:block!important}
.root{color-scheme:light dark;--ground:light-dark(#fff,#16202a);--raised:light-dark(#f3f6f8,#1f2b37);--line:light-dark(#c9d3da,#3a4855);--edge:light-dark(#6b7a86,#8695a1);--ink:light-dark(#14222d,#edf2f5);--soft:light-dark(#4a5965,#b3c0ca);--accent:light-dark(#0b6a72,#5fd0d6);--on-accent:light-dark(#fff,#06262a);--amber:light-dark(#7a4a00,#ffc765);--amber-ground:light-dark(#fff2d6,#3a2c10);--blue:light-dark(#17509c,#9cc6ff);--blue-ground:light-dark(#e3eeff,#16294a);--red:light-dark(#a11d1d,#ff9d94);--red-ground:light-dark(#fde7e4,#42191a);--green:light-dark(#176334,#86dba4);font:13px/1.45 system-ui,sans-serif;color:var(--ink)}
.root[data-theme=light]{color-scheme:light}.root[data-theme=dark]{color-scheme:dark}
.pill{all:unset;box-sizing:border-box;position:fixed;pointer-events:auto;display:flex;align-items:center;gap:6px;min-height:32px;padding:4px 12px;border-radius:99px;background:var(--ground);color:var(--ink);border:1px solid var(--edge);box-shadow:0 2px 10px #0004;font:600 13px/1 system-ui,sans-serif;cursor:pointer;touch-action:none;user-select:none}
.pill:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
.pill svg{width:14px;height:14px}
.pill b{min-width:18px;padding:3px 5px;border-radius:99px;background:var(--amber-ground);color:var(--amber);border:1px solid;box-sizing:border-box;text-align:center;font-size:11px}
[data-corner^=bottom] .pill{bottom:max(14px,env(safe-area-inset-bottom))}[data-corner^=top] .pill{top:14px}[data-corner$=right] .pill{right:14px}[data-corner$=left] .pill{left:14px}
[data-shy] .pill:not(:hover,:focus-visible){opacity:.02}
.pill[hidden]{display:none}
@media (forced-colors:active){.pill{border-color:ButtonText}}
`
