import { resolve } from 'node:path'
import { SluiceError } from '@sluice/core'
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
}

/** How a service is to be started. */
export interface ServeSettings {
  readonly port: number
  readonly host: string
  /** Absolute path. */
  readonly dataDir: string
  readonly mode: 'development' | 'production'
  readonly publicUrl?: string
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
  const publicUrl = options.publicUrl ?? variable('SLUICE_PUBLIC_URL')
  return {
    port: Number(port),
    host: options.host ?? variable('SLUICE_HOST') ?? '127.0.0.1',
    dataDir: dataFolder(options.dataDir, { env, cwd }),
    mode,
    ...(publicUrl !== undefined && { publicUrl }),
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
