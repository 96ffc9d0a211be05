/** The style of the frames side by side. */
export const COMPARE_STYLE = `
.panel.compare{inset:8px!important;width:auto;height:auto;z-index:2}.frames{flex:1;display:grid;grid-auto-flow:column;grid-auto-columns:minmax(min(320px,88%),1fr);gap:1px;background:var(--line);min-height:0;overflow-x:auto}
.compare figure{margin:0;display:flex;flex-direction:column;background:var(--ground);min-height:0}.compare figcaption{padding:6px 12px;font-weight:600}.compare iframe{flex:1;border:0;color-scheme:light;background:#fff;width:100%}.compare output{padding-inline:12px;font-size:12px}
`
