import { SluiceError } from '@sluice/core'
import { isLoopback, showAddress } from '../settings/address.ts'
import type { Settings } from '../settings/settings.ts'
import { DEFAULTS } from '../settings/settings.ts'

/** The service that the app asks while it is developed. */
export interface LocalService {
  readonly url: string
  /** What `sluice serve` takes to be found there. */
  readonly port: string | undefined
}

/**
 * Tells which service of this machine an app is to ask.
 *
 * @throws SluiceError `USAGE` for one that knows no demo keys
 */
export function localService({ url, environment }: Settings): LocalService {
  const address = showAddress(url)
  if (!isLoopback(url) || url.protocol !== 'http:' || url.pathname !== '/') {
    throw new SluiceError(
      'USAGE',
      `An app starts with a service on this machine, and ${address} is none. Leave out --url and ` +
        'SLUICE_URL; what the app asks in production is set where it is built.',
    )
  }
  if (environment !== DEFAULTS.environment) {
    throw new SluiceError(
      'USAGE',
      `The demo keys of a service on this machine are for the environment ${DEFAULTS.environment}, ` +
        `not ${environment}. Leave out --environment and SLUICE_ENVIRONMENT.`,
    )
  }
  const isUsual = address === DEFAULTS.url
  return { url: address, port: isUsual ? undefined : url.port || '80' }
}
