import { SluiceError } from '@sluice/core'
import type { Logger } from '../http/logger.ts'
import type { Clock } from '../live/clock.ts'
import { checkSources, type MetricSourceOption } from '../measure/prometheus/allowed-source.ts'
import { checkTargets } from '../rollouts/webhooks/inner-targets.ts'
import { checkOpenId, type OpenIdOptions } from '../members/openid/openid-options.ts'
import { isLoopbackAddress } from './loopback.ts'
import type { ServiceLimits } from './limits.ts'

/** How a service is started. */
export interface ServiceOptions {
  /** Where everything is kept. Made when it does not exist; one service at a time may use it. */
  readonly dataDir: string
  /**
   * In `development` the demo keys work, which everybody knows; so it starts on
   * loopback only. In `production` there are no keys but those that were made.
   */
  readonly mode: 'development' | 'production'
  /** Address to listen on; `127.0.0.1` unless given. */
  readonly host?: string
  /** Port to listen on, `0` for any free one; 4600 unless given. */
  readonly port?: number
  /** Where clients reach the service when that is another address, such as that of a proxy that ends TLS. */
  readonly publicUrl?: string
  /** What an empty data folder starts with. */
  readonly seed?: Seed
  /**
   * In production: is given the first admin token of a data folder that never
   * had a token, this one time. Without it none is made.
   */
  readonly onFirstAdmin?: (token: string) => void
  /** Writes JSON lines to the standard output unless given. */
  readonly logger?: Logger
  readonly clock?: Clock
  /** In `[0, 1)`; spreads what clients do over time. */
  readonly random?: () => number
  readonly limits?: Partial<ServiceLimits>
  /** What to do when the database cannot be opened: serve the last snapshots (the default), or refuse to start. */
  readonly whenDatabaseGone?: 'snapshot' | 'exit'
  /** File of the signed end of the audit log; in the data folder unless given, safer on another volume. */
  readonly auditHeadPath?: string
  /** File of the key that signs the audit log; in the data folder unless given. */
  readonly auditKeyPath?: string
  /**
   * Where events rest when not in the data folder: the address of a ClickHouse, which
   * several services may share. Events are on disk here before they are acknowledged all the same.
   */
  readonly clickHouseUrl?: string
  /** Where metrics may be asked from outside, by Prometheus queries; nowhere unless given. */
  readonly metricSources?: readonly MetricSourceOption[]
  /**
   * Origins on this machine and its networks that messages of rollouts may go to, such as that of a
   * deployment; in production none unless given.
   */
  readonly messageTargets?: readonly string[]
  /** The provider of OpenID Connect that members may sign in with, beside passwords; none unless given. */
  readonly openId?: OpenIdOptions
  /** Folder of the built console; the one that comes with this package unless given. */
  readonly consoleDir?: string
  /** The data folder was restored from a backup: clients take what it holds, also over later versions. */
  readonly restored?: boolean
}

/** An environment to begin with. */
export interface Seed {
  readonly environment: string
  /** A ruleset as people write it, or what reads it once it turns out to be needed. */
  readonly document: unknown
}

/** The port of a service that is told none. */
export const DEFAULT_PORT = 4600

/** The address of a service that is told none. */
export const DEFAULT_HOST = '127.0.0.1'

/**
 * Refuses options that would put the demo keys within reach of others.
 *
 * @param nodeEnv - what `NODE_ENV` says
 * @throws SluiceError `DEVELOPMENT_ONLY`, or `INVALID_OPTIONS`
 */
export function checkOptions(options: ServiceOptions, nodeEnv: string | undefined): void {
  const { mode, host = DEFAULT_HOST, port = DEFAULT_PORT, publicUrl } = options
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new SluiceError('INVALID_OPTIONS', `The port ${port} is none: give one from 0 to 65535.`)
  }
  if (publicUrl !== undefined && !/^https?:\/\//.test(publicUrl)) {
    throw new SluiceError(
      'INVALID_OPTIONS',
      `The public URL "${publicUrl}" has to begin with http:// or https://.`,
    )
  }
  checkSources(options.metricSources ?? [])
  checkTargets(options.messageTargets ?? [])
  if (options.openId !== undefined) checkOpenId(options.openId)
  if (mode !== 'development') return
  if (nodeEnv === 'production') {
    throw new SluiceError(
      'DEVELOPMENT_ONLY',
      'The service does not start in development mode with NODE_ENV=production, because everybody knows its demo keys. Start it in production mode.',
    )
  }
  if (host !== 'localhost' && !isLoopbackAddress(host)) throw notLoopback(host)
}

/** The refusal to put the demo keys on an address that others reach. */
export function notLoopback(host: string): SluiceError {
  return new SluiceError(
    'DEVELOPMENT_ONLY',
    `The service does not start in development mode on ${host}, because everybody knows its demo keys and others reach that address. Listen on 127.0.0.1, or start it in production mode.`,
  )
}
