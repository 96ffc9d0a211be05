'use client'
// src/hydration/bootstrap-element.ts
/** The id of the element that carries a bootstrap from the server to the browser. */
const BOOTSTRAP_ID = 'sluice-bootstrap'
// src/hydration/read-bootstrap.ts
const known = /* @__PURE__ */ new WeakMap()
/**
 * Reads the values with which the server drew this page, to be given to the
 * client as its `bootstrap`. The same element gives the same object.
 *
 * @returns `undefined` on a page without them, and on a server
 *
 * @example
 * const client = createSluiceClient({ url, clientKey, bootstrap: readBootstrap() })
 */
function readBootstrap() {
  const element = typeof document === 'undefined' ? void 0 : document.getElementById(BOOTSTRAP_ID)
  if (!element) return void 0
  const last = known.get(element)
  if (last) return last
  try {
    const bootstrap = JSON.parse(element.textContent)
    known.set(element, bootstrap)
    return bootstrap
  } catch {
    return
  }
}
export { BOOTSTRAP_ID as n, readBootstrap as t }

//# sourceMappingURL=read-bootstrap-BEr3AU6K.mjs.map
