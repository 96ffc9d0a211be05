import { resolve } from 'node:path'
import { SluiceError } from '@sluice/core'
import type { MetricSourceOption, ServiceOptions } from '@sluice/server'
import type { Shell } from '../shell.ts'

/** Options of `sluice serve`, as they were written. */
export interface ServeOptions {
  readonly port?: string
  readonly host?: string
  readonly dataDir?: string
  readonly mode?: string
  readonly publicUrl?: string
  readonly watch?: string
  readonly seed?: string
  readonly restored?: boolean
  readonly auditHead?: string
  readonly auditKey?: string
}

/** From which line on the log of a service is written, from most to least. */
export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const

/** How a service is to be started. */
export interface ServeSettings {
  readonly port: number
  readonly host: string
  /** Absolute path. */
  readonly dataDir: string
  readonly mode: 'development' | 'production'
  readonly publicUrl?: string
  /** Of the log in production; in development people read it, and it has warnings and errors. */
  readonly logLevel: (typeof LOG_LEVELS)[number]
  /** Of a ClickHouse for events, with its password; never to be shown. */
  readonly clickHouseUrl?: string
  /** Where metrics may be asked from outside. */
  readonly metricSources: readonly MetricSourceOption[]
  /** Where on this machine and its networks messages of rollouts may go. */
  readonly messageTargets: readonly string[]
  /** Whom members may sign in with; its secret is never to be shown. */
  readonly openId?: NonNullable<ServiceOptions['openId']>
  /** Absolute path of the signed end of the audit log, where it is not in the data folder. */
  readonly auditHeadPath?: string
  /** Absolute path of the key of the audit log, where it is not in the data folder. */
  readonly auditKeyPath?: string
}

/**
 * Resolves how to start a service: options, then environment variables, then defaults.
 *
 * @throws SluiceError `BAD_SETTINGS`
 */
export function serveSettings(options: ServeOptions, { env, cwd }: Shell): ServeSettings {
  const variable = (name: string): string | undefined => (env[name] === '' ? undefined : env[name])
  const port = options.port ?? variable('SLUICE_PORT') ?? '4600'
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535) {
    throw new SluiceError(
      'BAD_SETTINGS',
      `The port has to be a number from 0 to 65535, not "${port}".`,
    )
  }
  const mode = options.mode ?? (env['NODE_ENV'] === 'production' ? 'production' : 'development')
  if (mode !== 'development' && mode !== 'production') {
    throw new SluiceError('BAD_SETTINGS', `The mode is development or production, not "${mode}".`)
  }
  const asked = variable('SLUICE_LOG_LEVEL') ?? 'info'
  const logLevel = LOG_LEVELS.find((level) => level === asked)
  if (logLevel === undefined) {
    throw new SluiceError(
      'BAD_SETTINGS',
      `SLUICE_LOG_LEVEL has to be one of ${LOG_LEVELS.join(', ')}, not "${asked}".`,
    )
  }
  const publicUrl = options.publicUrl ?? variable('SLUICE_PUBLIC_URL')
  const clickHouseUrl = variable('SLUICE_CLICKHOUSE_URL')
  if (clickHouseUrl !== undefined && !/^https?:$/.test(URL.parse(clickHouseUrl)?.protocol ?? '')) {
    throw new SluiceError(
      'BAD_SETTINGS',
      'SLUICE_CLICKHOUSE_URL has to be an address such as https://user:password@clickhouse.example:8443/sluice.',
    )
  }
  return {
    port: Number(port),
    host: options.host ?? variable('SLUICE_HOST') ?? '127.0.0.1',
    dataDir: dataFolder(options.dataDir, { env, cwd }),
    mode,
    logLevel,
    metricSources: sourcesOf(variable('SLUICE_METRIC_SOURCES') ?? ''),
    messageTargets: listOf(variable('SLUICE_MESSAGE_TARGETS') ?? ''),
    ...(publicUrl !== undefined && { publicUrl }),
    ...(clickHouseUrl !== undefined && { clickHouseUrl }),
    ...openIdOf(variable),
    ...auditFiles(options, { env, cwd }),
  }
}

function listOf(text: string): string[] {
  return text.split(/[\s,]+/).filter(Boolean)
}

/** Reads the provider of OpenID Connect, which takes three variables or none. */
function openIdOf(variable: (name: string) => string | undefined): Pick<ServeSettings, 'openId'> {
  const [issuer, clientId, clientSecret] = ['ISSUER', 'CLIENT_ID', 'CLIENT_SECRET'].map((name) =>
    variable(`SLUICE_OPENID_${name}`),
  )
  if (issuer === undefined && clientId === undefined && clientSecret === undefined) return {}
  if (issuer === undefined || clientId === undefined || clientSecret === undefined) {
    throw new SluiceError(
      'BAD_SETTINGS',
      'Signing in by OpenID Connect takes SLUICE_OPENID_ISSUER, SLUICE_OPENID_CLIENT_ID and SLUICE_OPENID_CLIENT_SECRET together.',
    )
  }
  const name = variable('SLUICE_OPENID_NAME')
  return { openId: { issuer, clientId, clientSecret, ...(name !== undefined && { name }) } }
}

const PRIVATE = 'private+'

/** Reads a list such as `https://prometheus.example, private+http://10.0.0.5:9090`. */
function sourcesOf(text: string): MetricSourceOption[] {
  return listOf(text).map((one) =>
    one.startsWith(PRIVATE)
      ? { origin: one.slice(PRIVATE.length), allowPrivate: true }
      : { origin: one },
  )
}

/** Resolves where the signed end and the key of the audit log are, when not in the data folder. */
export function auditFiles(
  options: Pick<ServeOptions, 'auditHead' | 'auditKey'>,
  { env, cwd }: Pick<Shell, 'env' | 'cwd'>,
): Pick<ServeSettings, 'auditHeadPath' | 'auditKeyPath'> {
  const pathOf = (option: string | undefined, name: string): string | undefined => {
    const given = option ?? env[name]
    return given === undefined || given === '' ? undefined : resolve(cwd, given)
  }
  const auditHeadPath = pathOf(options.auditHead, 'SLUICE_AUDIT_HEAD')
  const auditKeyPath = pathOf(options.auditKey, 'SLUICE_AUDIT_KEY')
  return {
    ...(auditHeadPath !== undefined && { auditHeadPath }),
    ...(auditKeyPath !== undefined && { auditKeyPath }),
  }
}

/** Resolves where the data of a service is, as an absolute path. */
export function dataFolder(
  option: string | undefined,
  { env, cwd }: Pick<Shell, 'env' | 'cwd'>,
): string {
  const variable = env['SLUICE_DATA_DIR']
  return resolve(cwd, option ?? (variable === undefined || variable === '' ? '.sluice' : variable))
}
