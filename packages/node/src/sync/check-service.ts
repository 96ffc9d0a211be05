import type { Service } from './request.ts'

const NO_ADDRESS = 'url: give the address of the service, with http(s)://'
const NO_KEY = 'serverKey: give what `sluice keys create … --kind server` printed'

/** What is wrong with the options that name a service, and what was received instead. */
export interface WrongOption {
  readonly message: string
  readonly received: string
}

/**
 * Tells why no request can be made with an address and a key.
 *
 * @returns words without a secret: neither the key nor what stands before an `@`
 */
export function checkService({ url, serverKey }: Service): WrongOption | undefined {
  if (!/^https?:\/\/[^/]/.test(url) || !URL.canParse(url))
    return { message: NO_ADDRESS, received: `received "${url.replace(/^.*@/s, '…@')}"` }
  const { username, password } = new URL(url)
  if (username !== '' || password !== '')
    return {
      message: 'url: leave out the user and the password, with which nothing can be fetched',
      received: 'received an address with an @ before its host',
    }
  if (typeof serverKey !== 'string' || serverKey === '')
    return { message: NO_KEY, received: 'received none' }
  if (/[^ -~]/.test(serverKey.trim()))
    return { message: NO_KEY, received: 'received characters that no key has' }
  return undefined
}
