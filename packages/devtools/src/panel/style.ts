/** The style of the panel; colours and type come with the trigger. */
export const STYLE = `
.panel,.panel *{box-sizing:border-box}
.root{--amber:light-dark(#7a4a00,#ffc765);--amber-ground:light-dark(#fff2d6,#3a2c10);--raised:light-dark(#f3f6f8,#1f2b37);--line:light-dark(#c9d3da,#3a4855);--soft:light-dark(#4a5965,#b3c0ca);--on-accent:light-dark(#fff,#06262a);--blue:light-dark(#17509c,#9cc6ff);--blue-ground:light-dark(#e3eeff,#16294a);--red:light-dark(#a11d1d,#ff9d94);--red-ground:light-dark(#fde7e4,#42191a);--green:light-dark(#176334,#86dba4)}
.panel :is(h2,h3,h4,p,ul,ol,dl,dd,pre){margin:0;padding:0}
.panel h2{font-size:15px}.panel h3{font-size:16px;outline-offset:4px}.panel :is(h4,.small){font-size:13px;margin-top:8px}
.panel header{display:flex;align-items:center;gap:8px;padding:8px 8px 8px 14px}
.panel .status{flex:1;min-width:0;font-size:12px}.panel header button{flex:none}
.panel .soft{color:var(--soft)}
.panel :is(button,select,input,textarea){font:inherit;color:inherit;background:var(--raised);border:1px solid var(--edge);border-radius:6px;min-height:28px;padding:3px 9px;max-width:100%}
.panel button{cursor:pointer}.panel button:hover:not(:disabled){border-color:var(--accent)}
.panel button:disabled{background:none;color:var(--soft);border-style:dashed;cursor:not-allowed}
.panel :is(button,[role=tab])[aria-pressed=true],.panel .primary{background:var(--accent);color:var(--on-accent);border-color:var(--accent)}
.panel ::placeholder{color:var(--soft);opacity:1}
.panel .icon{background:none;border-color:#0000;min-width:28px;padding:3px}.panel .icon[aria-pressed=true]{background:none;color:var(--amber);border-color:#0000}
.panel .link{all:unset;cursor:pointer;font-weight:600;min-width:24px;min-height:24px;display:inline-flex;align-items:center;max-width:100%;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
.panel .link:hover{text-decoration:underline}
.panel :focus-visible{outline:2px solid var(--accent);outline-offset:1px}
.panel a{color:var(--accent)}
.tabs{display:flex;gap:2px;padding:0 8px;border-bottom:1px solid var(--line);overflow-x:auto;flex:none;scrollbar-width:thin}
.panel .tabs button{padding-inline:7px;background:none;border:0;border-bottom:2px solid #0000;border-radius:0;white-space:nowrap;color:var(--soft);min-height:34px}
.panel .tabs [aria-selected=true]{color:var(--ink);border-color:var(--accent);font-weight:600}
.panel .tabs button:focus-visible{outline-offset:-3px}
.part{flex:1;min-height:0;display:flex;flex-direction:column;overflow:auto;overscroll-behavior:contain}
.part>:not(.list){padding-inline:14px}
.part>.pad,.part>article{padding:12px 14px;display:flex;flex-direction:column;gap:10px}
.bar{display:flex;gap:6px;flex-wrap:wrap;align-items:center}
.part>.bar{padding-block:10px 4px}.bar input[type=search]{flex:1 1 130px;min-width:0}.part>.bar select{flex:1 1 100px;min-width:0}
.panel .count{font-size:12px;padding-bottom:4px}
.list{flex:1;min-height:120px;overflow:auto;border-top:1px solid var(--line);position:relative;outline-offset:-2px!important}
.row{position:relative;display:grid;grid-template-columns:32px minmax(0,1fr) auto;gap:4px;align-items:center;height:60px;padding:0 10px 0 6px;border-bottom:1px solid var(--line)}
.row:focus-visible{outline-offset:-3px!important}
.row[data-forced]{box-shadow:inset 3px 0 var(--amber)}.row[data-forced=off]{box-shadow:inset 3px 0 var(--red)}.row[data-forced=granted]{box-shadow:inset 3px 0 var(--accent)}.flash{position:absolute;inset:0;pointer-events:none;background:var(--blue-ground);opacity:0;animation:flash 1.2s}@keyframes flash{from{opacity:.6}}
.row .name{display:flex;flex-direction:column;min-width:0}.row .name span{font-size:12px;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
.row .value{display:flex;gap:4px;align-items:center;max-width:210px}.row :is(select,input){width:130px;text-overflow:ellipsis}
.row .value>span{max-width:150px;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
.row .value .typed{display:grid}.typed output,.json output{color:var(--amber);font-size:12px;overflow:hidden;text-overflow:ellipsis;white-space:nowrap;max-width:130px}
.json output{max-width:none;white-space:normal}
.panel .remove{color:var(--amber)}
.panel .switch{position:relative;width:44px;min-height:26px;border-radius:99px;padding:0;flex:none}
.switch::after{content:"";position:absolute;top:3px;left:3px;width:18px;height:18px;border-radius:99px;background:var(--edge);transition:translate .12s}
.panel .switch[aria-checked=true]{background:var(--accent);border-color:var(--accent)}.switch[aria-checked=true]::after{translate:18px;background:var(--on-accent)}
.panel :is(input,textarea)[aria-invalid=true]{border-color:var(--red)}
.panel textarea{width:100%;font:12px/1.5 ui-monospace,Menlo,Consolas,monospace;resize:vertical}
.panel :is(code,pre){font:12px/1.5 ui-monospace,Menlo,Consolas,monospace;background:var(--raised);padding:2px 6px;border-radius:4px;overflow-wrap:anywhere;white-space:pre-wrap}
.panel dl{display:flex;flex-direction:column;gap:6px}.panel dl div{display:contents}.panel dt{color:var(--soft);font-size:12px;margin-bottom:-5px}.panel dd{overflow-wrap:anywhere}
.panel output{display:block}.unseen{position:absolute;clip-path:inset(50%)}.panel :is(p,li,output){overflow-wrap:anywhere}
.panel .notice{display:flex;gap:8px;align-items:center;padding:8px 14px;border-radius:6px}.notice>:first-child{flex:1}
.granted{color:var(--accent)}.panel .notice.granted{background:var(--raised)}.amber{background:var(--amber-ground);color:var(--amber)}.blue{background:var(--blue-ground);color:var(--blue)}.red{background:var(--red-ground);color:var(--red)}
.panel>.notice{border-radius:0}
.trace{font-size:12px;display:flex;flex-direction:column;gap:3px}
.trace [data-status=passed] b{color:var(--green)}.trace [data-status=failed] b{color:var(--red)}.trace [data-status=unknown] b{color:var(--amber)}.trace [data-status=skipped]{color:var(--soft)}
.field{display:flex;flex-direction:column;gap:3px;font-size:12px;color:var(--soft)}.field>*{color:var(--ink)}
.soon{animation:said 0s .4s both}.empty{padding-block:24px;text-align:center}.empty pre{text-align:start;margin:8px auto;padding:10px;width:max-content;max-width:100%}
.skeleton{display:grid;gap:10px;padding-block:14px}.skeleton span{height:40px;border-radius:6px;background:var(--raised)}
.toast{display:flex;gap:8px;align-items:center;justify-content:space-between;min-height:0;padding:0 14px;border-top:1px solid var(--line)}.toast[data-shown=true]{padding-block:6px}
.events{display:flex;flex-direction:column;font-size:12px}.part>.events{padding:0}
.events li{display:flex;gap:2px 8px;flex-wrap:wrap;align-items:baseline;padding:6px 0;border-bottom:1px solid var(--line)}.part>.events li{padding-inline:14px}
.panel fieldset{border:1px solid var(--line);border-radius:8px;padding:8px 12px 12px;display:flex;flex-direction:column;gap:8px;margin:0;min-width:0}.panel legend{font-weight:600;padding:0 4px}
.panel label:not(.field){display:flex;gap:6px;align-items:center;flex-wrap:wrap;min-height:24px}.panel :is([type=checkbox],[type=radio]){min-height:0;width:18px;height:18px;margin:0;accent-color:var(--accent)}
.panel :is(ul,ol){list-style:none}.scenarios{display:grid;gap:4px}
.panel .context,.panel .review{border:0;padding:0}.panel .review{display:block;padding:8px 14px 0;max-height:55%;overflow:auto;flex:none}.review>div{display:grid;gap:6px}.review ul{font-size:12px;max-height:120px;overflow:auto}.review .bar{position:sticky;bottom:0;padding-block:2px 8px;background:var(--blue-ground)}.brief{display:-webkit-box;-webkit-box-orient:vertical;-webkit-line-clamp:3;overflow:hidden}
.context{display:grid;gap:6px;grid-template-columns:minmax(0,1fr)}.context .bar{flex-wrap:nowrap}.context input{flex:1;min-width:0}
.panel .asif{background:var(--blue-ground);color:var(--blue);border-color:currentColor}
.panel summary{cursor:pointer;min-height:24px}
.xray{all:unset;position:fixed;inset:0;pointer-events:none;z-index:0}.xray div{position:absolute;top:0;left:0;box-sizing:border-box;border:2px solid var(--accent);background:color-mix(in srgb,var(--accent) 12%,#0000);border-radius:3px}
.xray span{position:absolute;bottom:100%;left:-2px;max-width:240px;overflow:hidden;text-overflow:ellipsis;white-space:nowrap;padding:1px 6px;background:var(--accent);color:var(--on-accent);font:600 11px/1.5 system-ui,sans-serif;border-radius:3px 3px 0 0}
.fault{padding:16px;height:auto!important;gap:10px}
@media (max-width:520px){.panel header{flex-wrap:wrap}.panel h2{flex:1}.panel .status{flex-basis:100%;order:1}[data-corner] .panel[data-part=x-ray]{height:46dvh}.row :is(select,input){width:104px}}
@media (prefers-reduced-motion:reduce){.panel *{transition:none!important;animation:none!important}}
@media (forced-colors:active){.panel .tabs button{border-color:Canvas}.panel .primary{background:ButtonFace;color:ButtonText;border-color:ButtonBorder}.panel :is([aria-selected=true],[aria-pressed=true]){forced-color-adjust:none;background:Highlight!important;color:HighlightText!important;border-color:Highlight!important}.panel .switch[aria-checked=true]{background:Highlight}.switch::after{background:ButtonText}.row[data-forced]{border-inline-start:3px solid Highlight}}
`
