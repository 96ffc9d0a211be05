import { SluiceError } from '@sluice/core'
import { isLoopbackHost } from '../../service/loopback.ts'

/** A provider of OpenID Connect that members may sign in with, and this service's place in it. */
export interface OpenIdOptions {
  /** Its address, such as `https://login.example`, under which it describes itself. */
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: string
  /** As people know it; the host of the issuer unless given. */
  readonly name?: string
}

/**
 * Refuses a provider whose answers others could read or write.
 *
 * @throws SluiceError `INVALID_OPTIONS`
 */
export function checkOpenId({ issuer, clientId, clientSecret }: OpenIdOptions): void {
  const url = URL.parse(issuer)
  if (url?.protocol !== 'https:' && !isOwnMachine(url)) {
    throw new SluiceError(
      'INVALID_OPTIONS',
      `The issuer "${issuer}" has to be an address that begins with https://.`,
    )
  }
  if (clientId === '' || clientSecret === '') {
    throw new SluiceError(
      'INVALID_OPTIONS',
      'Signing in by OpenID Connect takes a client id and a client secret of the provider.',
    )
  }
}

/** Whether it is on this machine, where nobody listens in between. */
export function isOwnMachine(url: URL | null): boolean {
  return url?.protocol === 'http:' && isLoopbackHost(url.host)
}
