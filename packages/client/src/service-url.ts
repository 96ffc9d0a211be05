import { fingerprint } from './canonical.ts'

/**
 * Gives the address of a service without what OFREP adds to it, whatever it was written as.
 *
 * @returns `''` where none can be. `flags.test` would be taken for a page of this site; `/flags` is
 *   meant as one. With what may stand before an `@` no browser fetches anything.
 */
export function serviceUrl(given: string): string {
  return /^(https?:|\/)[^@]*$/.test(given)
    ? // What is left of a slash is a service behind the page's own root.
      `${given}`.replace(/\/+(ofrep\/v1\/*)?$/, '') || '/.'
    : ''
}

/**
 * Names what clients keep in a browser: two on one page share nothing unless they ask
 * the same service with the same key.
 *
 * @param url - as `serviceUrl` gives it
 */
export function storageName(url: string, clientKey: string): string {
  return `sluice.${fingerprint(`${url} ${clientKey}`)}`
}
