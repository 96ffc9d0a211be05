import type { Bootstrap, SluiceClientOptions } from '@sluice/client'
import { countedKey, serviceUrl, storageName } from '@sluice/client/exposures'
import { DRAWN_CLASS } from '../hydration/drawn-exposures.ts'
import { escapeAttribute, inlineJson } from './bootstrap-html.ts'
import { reportDrawn, type CountedPlace } from './report-drawn.ts'
import { takeDrawn } from './take-drawn.ts'

/** How a page reports what a server drew before its client is there. */
export interface DrawnReport {
  /** What `evaluateFlags` gave for this request. */
  readonly flags: { readonly bootstrap: Bootstrap }
  /** The gate service as the browser reaches it, as for `createSluiceClient`. */
  readonly url: string
  /** The client key of the page, as for `createSluiceClient`. */
  readonly clientKey: string
  /**
   * What the person of this request allows. Anything but `granted` writes nothing
   * into the page; the client then tells what it hydrates, when it may.
   */
  readonly consent: 'unknown' | 'granted' | 'denied'
  /**
   * As for `createSluiceClient`: where the page reads what was counted within a day, and remembers
   * what it reported. Default `'local'`; nowhere for `'memory'` and for a storage of your own.
   */
  readonly cache?: SluiceClientOptions['cache']
  /** Of the page's Content-Security-Policy. Where it is missing and asked for, hydration reports alone. */
  readonly nonce?: string | undefined
}

/** Data and code of the page: what was drawn, and what reports it. */
export interface DrawnScripts {
  readonly json: string
  readonly code: string
}

/** Gives what was drawn since the last call; `undefined` where there is nothing to report. */
export function drawnScripts({
  flags: { bootstrap },
  url,
  clientKey,
  consent,
  cache = 'local',
}: DrawnReport): DrawnScripts | undefined {
  if (consent !== 'granted') return undefined
  const drawn = takeDrawn(bootstrap)
  if (drawn.length === 0) return undefined
  const service = serviceUrl(url)
  const place: CountedPlace = {
    storage: cache === 'local' || cache === 'session' ? `${cache}Storage` : undefined,
    name: storageName(service, clientKey),
    keys: drawn.map(countedKey),
  }
  const address = `${service}/v1/events`
  const given = [address, clientKey, '@sluice/react/server', place].map(inlineJson).join()
  // A bundler that keeps names calls this helper in what it writes, and a page has none.
  return { json: inlineJson(drawn), code: `(__name=>(${reportDrawn.toString()})(${given}))(f=>f)` }
}

/**
 * Writes what was drawn of flags so far, and was not written before, with a small
 * script that reports it when the document is visible: so those count too who leave
 * before the page is awake. Call it when everything is drawn; with a stream, when
 * it ends.
 *
 * @returns HTML, empty where there is nothing to report
 */
export function exposuresHtml(report: DrawnReport): string {
  const scripts = drawnScripts(report)
  if (!scripts) return ''
  const { nonce } = report
  const attribute = nonce === undefined ? '' : ` nonce="${escapeAttribute(nonce)}"`
  return `<script class="${DRAWN_CLASS}" type="application/json"${attribute}>${scripts.json}</script><script${attribute}>${scripts.code}</script>`
}
