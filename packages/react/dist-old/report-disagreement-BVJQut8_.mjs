'use client'
import { n as BOOTSTRAP_ID, t as readBootstrap } from './read-bootstrap-BEr3AU6K.mjs'
import { SluiceError, faultAt, parseBulkResponse } from '@sluice/core'
// src/hydration/report-disagreement.ts
/**
 * Compares the values that the server drew, as far as the page carries them,
 * with those that this client hydrates, and reports what differs: which flag,
 * both values, and why.
 */
function reportDisagreement(client) {
  if (document.getElementById('sluice-bootstrap') === null) return
  const drawn = readBootstrap()
  if (drawn === void 0) {
    const message = `The page carries values that cannot be read: #${BOOTSTRAP_ID} was cut off or changed on the way, so the client starts without them.`
    client.report(new SluiceError('HYDRATION_MISMATCH', message))
    return
  }
  const initial = client.store.getInitialState()
  const faults = disagreements(parseBulkResponse(drawn).flags, initial.flags)
  const others = differingAttributes(drawn.context, initial.context)
  const cause = causeOf(drawn, initial, others)
  const [first] = faults
  if (first !== void 0) {
    const more = faults.length === 1 ? '' : ` So do ${faults.length - 1} more flags.`
    const message = `Server and browser disagree. ${first.message} ${cause}${more}`
    client.report(new SluiceError('HYDRATION_MISMATCH', message, { faults }))
  } else if (others.length > 0) {
    const message = `Values may change right after hydration. ${cause}`
    client.report(new SluiceError('HYDRATION_MISMATCH', message))
  }
}
function disagreements(server, browser) {
  return [.../* @__PURE__ */ new Set([...server.keys(), ...browser.keys()])].flatMap((key) => {
    const [drawn, hydrated] = [server.get(key), browser.get(key)]
    if (textOf(drawn) === textOf(hydrated)) return []
    const message = `"${key}": the server drew ${textOf(drawn)}, the browser hydrates ${textOf(hydrated)}.`
    return [faultAt(['flags', key], message)]
  })
}
function textOf(flag) {
  if (flag?.value === void 0) return 'its default'
  const value = JSON.stringify(flag.value)
  const short = value.length > 100 ? `${value.slice(0, 99)}…` : value
  return flag.variant === void 0 ? short : `${short} (${flag.variant})`
}
function causeOf(drawn, initial, others) {
  const { source, version, epoch } = initial.status
  if (source !== 'bootstrap')
    return 'The client was made without a bootstrap: give it `bootstrap: readBootstrap()`.'
  if (others.length > 0)
    return `The server evaluated for another context (${others.join(', ')}): make the client without a context, or with that of the bootstrap.`
  if (drawn.epoch !== epoch || drawn.version !== version)
    return `The page was drawn at version ${drawn.version}, the client's bootstrap is of version ${version}: the page was cached, or the bootstrap is that of another request.`
  return 'Both are of the same version: the client was given another bootstrap than the page carries.'
}
/** Names only: what the attributes hold may be nobody's business. */
function differingAttributes(drawn, own) {
  if (drawn === void 0) return []
  return [.../* @__PURE__ */ new Set([...Object.keys(drawn), ...Object.keys(own)])].filter(
    (name) => JSON.stringify(drawn[name]) !== JSON.stringify(own[name]),
  )
}
export { reportDisagreement }

//# sourceMappingURL=report-disagreement-BVJQut8_.mjs.map
