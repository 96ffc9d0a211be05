/** What trigger and panel have in common: colours and type. */
export const ROOT_STYLE = `
.root{direction:ltr;color-scheme:light dark;--ground:light-dark(#fff,#16202a);--edge:light-dark(#6b7a86,#8695a1);--ink:light-dark(#14222d,#edf2f5);--accent:light-dark(#0b6a72,#5fd0d6);font:13px/1.45 system-ui,sans-serif;color:var(--ink)}
`

/** The style of the trigger, and of where it stands: over the whole page, and in nobody's way. */
export const PILL_STYLE = `
:host{all:initial!important;position:fixed!important;inset:0!important;pointer-events:none!important;z-index:2147483647!important}
.pill{all:unset;position:fixed;pointer-events:auto;padding:5.5px 12px;border-radius:99px;background:var(--ground);border:1px solid var(--edge);font-weight:600;cursor:pointer}
[data-corner*=b] .pill{bottom:14px}[data-corner*=p] .pill{top:14px}[data-corner*=r] .pill{right:14px}[data-corner*=l] .pill{left:14px}
.shy .pill:not(:hover,:focus-visible,:has(b)){opacity:.02}
`
