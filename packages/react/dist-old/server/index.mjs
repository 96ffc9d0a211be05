import { SluiceError, parseBulkResponse, toDetails } from '@sluice/core'
import { Fragment, jsx, jsxs } from 'react/jsx-runtime'
// src/server/anonymous-cookie.ts
const NAME = 'sluice-anonymous-key'
const ONE_YEAR_S = 31536e3
const KEY = /^[\w-]{16,64}$/
/** Makes a random id for somebody who is not known. */
function createAnonymousKey() {
  return crypto.randomUUID()
}
/**
 * Reads the id of somebody who was here before.
 *
 * @param cookies - the `Cookie` header of a request; in a browser, `document.cookie`
 * @returns `undefined` when there is none, or one that `anonymousKeyCookie` does not write:
 *   an id has 16 to 64 characters out of `A-Z`, `a-z`, `0-9`, `_` and `-`
 */
function readAnonymousKey(cookies) {
  const found = new RegExp(`(?:^|; ?)${NAME}=([^;]*)`).exec(cookies ?? '')?.[1]
  return found !== void 0 && KEY.test(found) ? found : void 0
}
/**
 * Writes the line of a `Set-Cookie` header that lets server and browser agree on
 * the next visit too. Scripts may read it, so that a page which no server draws
 * can begin with it; it is a random id and opens nothing.
 *
 * @param key - 16 to 64 characters out of `A-Z`, `a-z`, `0-9`, `_` and `-`, as
 *   `createAnonymousKey` makes it
 * @throws SluiceError `BAD_ANONYMOUS_KEY` for another key, which `readAnonymousKey` would not take
 */
function anonymousKeyCookie(key, options = {}) {
  const { isSecure = true, domain } = options
  if (typeof key !== 'string' || !KEY.test(key))
    throw new SluiceError(
      'BAD_ANONYMOUS_KEY',
      `An anonymous key has 16 to 64 characters out of A-Z, a-z, 0-9, _ and -, and this one (${showKey(key)}) would not be read back. Take one of createAnonymousKey().`,
    )
  return [
    `${NAME}=${key}`,
    'Path=/',
    `Max-Age=${ONE_YEAR_S}`,
    'SameSite=Lax',
    ...(isSecure ? ['Secure'] : []),
    ...(domain === void 0 ? [] : [`Domain=${domain}`]),
  ].join('; ')
}
function showKey(key) {
  if (typeof key !== 'string') return typeof key
  const short = key.length > 64 ? `${key.slice(0, 63)}…` : key
  return `${JSON.stringify(short)}, ${key.length} characters`
}
// src/hydration/bootstrap-element.ts
/** The id of the element that carries a bootstrap from the server to the browser. */
const BOOTSTRAP_ID = 'sluice-bootstrap'
// src/server/treatment-modules.ts
/** Gives the addresses of what this request is served, and of nothing else; each once. */
function servedModules(bootstrap, modules = {}) {
  const { flags } = parseBulkResponse(bootstrap)
  const addresses = Object.entries(modules).flatMap(([flag, byVariant]) => {
    const variant = flags.get(flag)?.variant
    return variant !== void 0 && Object.hasOwn(byVariant, variant) ? (byVariant[variant] ?? []) : []
  })
  return [...new Set(addresses)]
}
// src/server/bootstrap-html.ts
/**
 * Writes JSON so that no text in it ends the script around it, whatever a value
 * or an attribute holds.
 */
function inlineJson(value) {
  return JSON.stringify(value)
    .replaceAll('<', '\\u003c')
    .replaceAll('\u2028', '\\u2028')
    .replaceAll('\u2029', '\\u2029')
}
/**
 * Writes the element of `SluiceBootstrap` as HTML, for a template that React does
 * not draw.
 *
 * @param flags - what `evaluateFlags` gave for this request
 * @param nonce - of the page's Content-Security-Policy, where it asks for one
 * @param modules - the code of treatments that are loaded: what this request is served of it is preloaded
 */
function bootstrapHtml(flags, nonce, modules) {
  const attribute = nonce === void 0 ? '' : ` nonce="${escapeAttribute(nonce)}"`
  return `${servedModules(flags.bootstrap, modules)
    .map((href) => `<link rel="modulepreload" href="${escapeAttribute(href)}"${attribute}>`)
    .join(
      '',
    )}<script id="${BOOTSTRAP_ID}" type="application/json"${attribute}>${inlineJson(flags.bootstrap)}<\/script>`
}
function escapeAttribute(text) {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;')
}
// src/server/evaluate-flags.ts
/**
 * Evaluates every flag once for a request. What is drawn from it and what the
 * browser starts with are the same values, whatever changes meanwhile.
 *
 * Without a `targetingKey` the `anonymousKey` stands for it; without both this
 * page view is somebody new, and the browser takes that over.
 *
 * @example
 * const flags = evaluateFlags(sluice, { anonymousKey: readAnonymousKey(cookies) })
 * flags.gate('new-checkout')
 */
function evaluateFlags(source, context) {
  const bootstrap = source.evaluateAll(complete(context))
  let flags
  const read = (key, defaultValue) => {
    const unknown = {
      key,
      reason: 'ERROR',
      errorCode: 'FLAG_NOT_FOUND',
      metadata: {},
    }
    flags ??= parseBulkResponse(bootstrap).flags
    return toDetails(flags.get(key) ?? unknown, defaultValue)
  }
  return {
    bootstrap,
    gate: (key, defaultValue = false) => read(key, defaultValue).value,
    variant: (key, defaultValue) => read(key, defaultValue).value,
    details: (key, defaultValue) => read(key, defaultValue),
  }
}
/** Gives a context that both sides can hold: with both keys, and without what JSON cannot carry. */
function complete(context) {
  const { targetingKey, anonymousKey } = context
  const isKey = (key) => typeof key === 'string' && key !== ''
  const own = isKey(anonymousKey) ? anonymousKey : createAnonymousKey()
  const keys = {
    targetingKey: isKey(targetingKey) ? targetingKey : own,
    anonymousKey: own,
  }
  const carried = Object.entries(context).filter(([, value]) => isCarried(value))
  return {
    ...JSON.parse(JSON.stringify(Object.fromEntries(carried))),
    ...keys,
  }
}
function isCarried(value) {
  try {
    return JSON.stringify(value) !== void 0
  } catch {
    return false
  }
}
// src/server/SluiceBootstrap.tsx
/**
 * Carries the values of this request to the browser, where `readBootstrap` finds
 * them. It is data and no code. Put it into the shell, before the app.
 */
function SluiceBootstrap({ flags, nonce, modules }) {
  return /* @__PURE__ */ jsxs(Fragment, {
    children: [
      servedModules(flags.bootstrap, modules).map((href) =>
        /* @__PURE__ */ jsx(
          'link',
          {
            rel: 'modulepreload',
            href,
            nonce,
          },
          href,
        ),
      ),
      /* @__PURE__ */ jsx('script', {
        id: BOOTSTRAP_ID,
        type: 'application/json',
        nonce,
        suppressHydrationWarning: true,
        dangerouslySetInnerHTML: { __html: inlineJson(flags.bootstrap) },
      }),
    ],
  })
}
// src/static/static-page.ts
/** Where a browser keeps the variants that it showed last on static pages. */
const STATIC_KEY = 'sluice.static'
/** On `<html>`: the flags whose regions wait for their variant. */
const WAIT_ATTRIBUTE = 'data-sluice-wait'
/** On a region: the flag that decides what is in it. */
const REGION_ATTRIBUTE = 'data-sluice-flag'
// src/server/StaticFlags.tsx
/** A page whose code never arrives shows what is static after so long. */
const LONGEST_WAIT_MS = 3e3
/**
 * Keeps a page that was drawn for nobody in particular from flashing. Put it into
 * the head and mark the regions with `data-sluice-flag="…"`: before the first
 * paint a region is made invisible, and keeps its place, when what this browser
 * showed last is another variant than the one drawn. `StaticRegions` shows it
 * again in the commit that draws the right one. Without scripts nothing is hidden.
 */
function StaticFlags({ drawn, firstVisitMs = 0, nonce }) {
  const css = Object.keys(drawn)
    .map((key) => {
      const name = JSON.stringify(key).replaceAll('<', '\\3c ')
      return `[${WAIT_ATTRIBUTE}~=${name}] [${REGION_ATTRIBUTE}=${name}]{visibility:hidden}`
    })
    .join('')
  const code = `(${beforePaint.toString()})(${[
    drawn,
    STATIC_KEY,
    WAIT_ATTRIBUTE,
    firstVisitMs,
    LONGEST_WAIT_MS,
  ]
    .map(inlineJson)
    .join()})`
  return /* @__PURE__ */ jsxs(Fragment, {
    children: [
      /* @__PURE__ */ jsx('style', {
        nonce,
        suppressHydrationWarning: true,
        dangerouslySetInnerHTML: { __html: css },
      }),
      /* @__PURE__ */ jsx('script', {
        nonce,
        suppressHydrationWarning: true,
        dangerouslySetInnerHTML: { __html: code },
      }),
    ],
  })
}
/** Runs in the page, as text: it may use nothing but its arguments. */
function beforePaint(drawn, key, attribute, firstVisitMs, longestMs) {
  const root = document.documentElement
  let shown
  try {
    shown = JSON.parse(localStorage.getItem(key) ?? 'null')
  } catch {}
  const isFirst = typeof shown !== 'object' || shown === null
  const waiting = Object.keys(drawn).filter((flag) => {
    const last = isFirst ? void 0 : shown[flag]
    return last === void 0 ? firstVisitMs > 0 : last !== drawn[flag]
  })
  if (waiting.length === 0) return
  root.setAttribute(attribute, waiting.join(' '))
  setTimeout(() => root.removeAttribute(attribute), isFirst ? firstVisitMs : longestMs)
}
export {
  SluiceBootstrap,
  StaticFlags,
  anonymousKeyCookie,
  bootstrapHtml,
  createAnonymousKey,
  evaluateFlags,
  readAnonymousKey,
}

//# sourceMappingURL=index.mjs.map
