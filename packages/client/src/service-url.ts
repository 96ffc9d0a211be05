import { fingerprint } from './canonical.ts'

/** Gives the address of a service without what OFREP adds to it, whatever it was written as. */
export function serviceUrl(given: string): string {
  // Without types, or from a variable that is not set, it may be anything.
  const base = `${given}`.replace(/\/+(ofrep\/v1\/*)?$/, '')
  // What is left of a slash is a service behind the page's own root.
  return base || (given && '/.')
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
