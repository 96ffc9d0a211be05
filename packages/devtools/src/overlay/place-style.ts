/** Where the panel stands, and what stands there until it comes, or does not. */
export const PLACE_STYLE = `
:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
.panel{position:fixed;pointer-events:auto;display:flex;flex-direction:column;box-sizing:border-box;width:min(560px,calc(100vw - 16px));height:min(680px,calc(100dvh - 72px));background:var(--ground);color:var(--ink);border:1px solid var(--edge);border-radius:12px;box-shadow:0 12px 48px #0006;overflow:hidden;text-align:start;z-index:1}
[data-corner^=bottom] .panel{bottom:60px}[data-corner^=top] .panel{top:60px}[data-corner$=right] .panel{right:8px}[data-corner$=left] .panel{left:8px}
.embedded,.embedded>div{height:100%}.embedded .panel:not(.compare){position:static;width:100%;height:100%;border:0;border-radius:0;box-shadow:none}
@media (max-width:520px){.panel{inset-inline:0!important;width:100vw;border-radius:12px 12px 0 0}[data-corner^=bottom] .panel{bottom:0;height:85dvh}}
.waiting{padding:14px;gap:10px}.waiting:focus{outline:2px solid var(--accent);outline-offset:-2px}@keyframes said{from{opacity:0}}.waiting .said{animation:said 0s .4s both;height:83px}.waiting p{margin:0;overflow-wrap:anywhere}.waiting i{height:40px;border-radius:6px;background:light-dark(#f3f6f8,#1f2b37)}
.panel.lost{height:auto}.lost button{font:inherit;color:inherit;background:none;border:1px solid var(--edge);border-radius:6px;min-height:28px;padding:3px 9px;margin-inline-end:6px;cursor:pointer}
`
