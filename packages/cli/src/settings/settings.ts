import { resolve } from 'node:path'
import { SluiceError } from '@sluice/core'
import type { Shell } from '../shell.ts'
import { parseAddress } from './address.ts'
import type { ConfigFile } from './config-file.ts'
import { readConfig } from './config-file.ts'
import type { GlobalOptions } from './global-options.ts'

/** Where a command works, and as whom. */
export interface Settings {
  /** Ends with a slash, so that paths can be resolved against it. */
  readonly url: URL
  readonly environment: string
  /** Absolute path of the ruleset file. */
  readonly file: string
  /** Absolute path of the written types. */
  readonly types: string
  /** What the nearest config file said. */
  readonly config?: ConfigFile
}

/** What holds unless something says otherwise. */
export const DEFAULTS = {
  url: 'http://127.0.0.1:4600',
  environment: 'development',
  file: 'flags.yaml',
  types: 'src/sluice.d.ts',
} as const

/**
 * Resolves the settings: options, then environment variables, then the config
 * file, then defaults.
 *
 * @throws SluiceError `BAD_SETTINGS` when one of them cannot be used
 */
export async function resolveSettings(options: GlobalOptions, shell: Shell): Promise<Settings> {
  const config = await readConfig(shell.cwd, options.config)
  const pick = (option: string | undefined, variable: string, name: 'url' | 'environment') => {
    const fromVariable = shell.env[variable]
    if (option !== undefined) return { value: option, from: `--${name}` }
    if (fromVariable !== undefined && fromVariable !== '')
      return { value: fromVariable, from: variable }
    const fromFile = config?.[name]
    if (config !== undefined && fromFile !== undefined)
      return { value: fromFile, from: config.path }
    return { value: DEFAULTS[name], from: 'the defaults' }
  }
  const address = pick(options.url, 'SLUICE_URL', 'url')
  const url = parseAddress(address.value, address.from)
  const { value: environment, from } = pick(
    options.environment,
    'SLUICE_ENVIRONMENT',
    'environment',
  )
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/.test(environment)) {
    throw new SluiceError(
      'BAD_SETTINGS',
      `The environment from ${from} is no name of an environment: use letters, digits, ".", "_" and "-".`,
    )
  }
  return {
    url,
    environment,
    file: config?.file ?? resolve(shell.cwd, DEFAULTS.file),
    types: config?.types ?? resolve(shell.cwd, DEFAULTS.types),
    ...(config !== undefined && { config }),
  }
}
