import { SluiceError } from '@sluice/core'

/**
 * Reads the address of a service.
 *
 * @param from - where it was set, to tell people
 * @throws SluiceError `BAD_SETTINGS`; the message never repeats the address, which may hold a password
 */
export function parseAddress(text: string, from: string): URL {
  const url = URL.parse(text)
  const refuse = (why: string): SluiceError =>
    new SluiceError(
      'BAD_SETTINGS',
      `The service address from ${from} ${why}. Write it as http://127.0.0.1:4600.`,
    )
  if (url === null) throw refuse('is not an address')
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw refuse('is neither http nor https')
  if (url.username !== '' || url.password !== '') throw refuse('holds a user name or password')
  if (url.search !== '' || url.hash !== '') throw refuse('holds a query or a fragment')
  if (!url.pathname.endsWith('/')) url.pathname += '/'
  return url
}

/** Whether an address can be reached from this machine only. */
export function isLoopback({ hostname }: URL): boolean {
  return (
    hostname === 'localhost' ||
    hostname.endsWith('.localhost') ||
    hostname === '[::1]' ||
    /^127\.\d+\.\d+\.\d+$/.test(hostname)
  )
}

/** An address as people write it, without the slash at its end. */
export function showAddress(url: URL): string {
  return url.href.replace(/\/$/, '')
}
