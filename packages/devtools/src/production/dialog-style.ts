/** The style of the dialog that asks for a grant. */
export const DIALOG_STYLE = `
.root{--bad:light-dark(#a11d1d,#ff9d94)}
form{display:flex;flex-direction:column;gap:8px}
.ask{position:fixed;inset:auto 14px 14px auto;pointer-events:auto;box-sizing:border-box;width:min(380px,calc(100vw - 28px));max-height:calc(100dvh - 28px);overflow:auto;display:flex;flex-direction:column;gap:8px;padding:16px;background:var(--ground);border:1px solid var(--edge);border-radius:12px;box-shadow:0 8px 32px #0005}
h2,p{margin:0}h2{font-size:15px}p{overflow-wrap:anywhere}label{font-weight:600}
textarea{box-sizing:border-box;width:100%;font:12px/1.5 ui-monospace,Menlo,Consolas,monospace;color:inherit;background:none;border:1px solid var(--edge);border-radius:6px;padding:6px 8px;resize:vertical}
textarea[aria-invalid=true]{border-color:var(--bad)}
button{font:inherit;color:inherit;background:none;border:1px solid var(--edge);border-radius:6px;min-height:32px;padding:4px 12px;cursor:pointer}
.primary{background:var(--accent);border-color:var(--accent);color:var(--ground)}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
.said{min-height:0}.said:empty{display:none}.bad{color:var(--bad)}.bar{display:flex;gap:8px}
`
