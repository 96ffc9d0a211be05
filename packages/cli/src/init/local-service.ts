import { SluiceError } from '@sluice/core'
import { isLoopback, showAddress } from '../settings/address.ts'
import type { ConfigFile } from '../settings/config-file.ts'
import type { Settings } from '../settings/settings.ts'
import { DEFAULTS } from '../settings/settings.ts'

/** The service that the app asks while it is developed. */
export interface LocalService {
  readonly url: string
  /** What `sluice serve` takes to be found there. */
  readonly port: string | undefined
}

/**
 * Tells which service of this machine an app is to ask: the one of the
 * settings, unless the app's own config file names one elsewhere.
 *
 * @param own - the config file of the app; `undefined` when it has none
 * @throws SluiceError `USAGE` for one that knows no demo keys
 */
export function localService(
  { url, environment, config }: Settings,
  own: ConfigFile | undefined,
): LocalService {
  const address = showAddress(url)
  const file = config === undefined ? '' : ` (or ${config.path})`
  const isHere = isLoopback(url) && url.protocol === 'http:' && url.pathname === '/'
  if (!isHere && own?.url?.replace(/\/$/, '') !== address) {
    throw new SluiceError(
      'USAGE',
      `An app starts with a service on this machine, and ${address} is none. Leave out --url and ` +
        `SLUICE_URL${file}; what the app asks in production is set where it is built.`,
    )
  }
  if (environment !== DEFAULTS.environment && own?.environment !== environment) {
    throw new SluiceError(
      'USAGE',
      `The demo keys of a service on this machine are for the environment ${DEFAULTS.environment}, ` +
        `not ${environment}. Leave out --environment and SLUICE_ENVIRONMENT${file}.`,
    )
  }
  if (!isHere || address === DEFAULTS.url) return { url: DEFAULTS.url, port: undefined }
  return { url: address, port: url.port || '80' }
}
