import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { SluiceError } from '@sluice/core'
import type { Shell } from '../shell.ts'
import { isLoopback, showAddress } from './address.ts'
import type { ConfigFile } from './config-file.ts'
import type { GlobalOptions } from './global-options.ts'

/** The admin token that every service in development mode accepts from its own machine. */
export const DEMO_TOKEN = 'sluice_admin_demo'

const MAX_TOKEN_CHARACTERS = 1_000

/** A token and where it came from. */
export interface FoundToken {
  readonly token: string
  readonly from: string
}

/**
 * Finds the token: options, `SLUICE_TOKEN`, the config file's `tokenFile`; for
 * a service on this machine the demo token of development mode.
 *
 * @throws SluiceError `BAD_SETTINGS`; no message repeats any part of a token
 */
export async function findToken(
  options: GlobalOptions,
  config: ConfigFile | undefined,
  url: URL,
  shell: Shell,
): Promise<string | undefined> {
  const found = await searchToken(options, config, shell)
  if (found === undefined) return isLoopback(url) ? DEMO_TOKEN : undefined
  const token = found.token.trim()
  // Anything else would come back in the text of an error about headers.
  if (!/^[\u0021-\u007e]+$/.test(token) || token.length > MAX_TOKEN_CHARACTERS) {
    throw new SluiceError(
      'BAD_SETTINGS',
      `The token from ${found.from} is empty or holds characters that no token has.`,
    )
  }
  if (
    token !== DEMO_TOKEN &&
    url.protocol === 'http:' &&
    !isLoopback(url) &&
    options.insecure !== true
  ) {
    throw new SluiceError(
      'BAD_SETTINGS',
      `The token was not sent to ${showAddress(url)}, because everybody on the way can read plain http. ` +
        'Use https, or --insecure if the network is your own.',
    )
  }
  return token
}

async function searchToken(
  options: GlobalOptions,
  config: ConfigFile | undefined,
  shell: Shell,
): Promise<FoundToken | undefined> {
  if (options.token !== undefined) return { token: options.token, from: '--token' }
  if (options.tokenFile !== undefined)
    return readToken(resolve(shell.cwd, options.tokenFile), '--token-file')
  const fromEnvironment = shell.env['SLUICE_TOKEN']
  if (fromEnvironment !== undefined && fromEnvironment !== '') {
    return { token: fromEnvironment, from: 'SLUICE_TOKEN' }
  }
  if (config?.tokenFile !== undefined)
    return readToken(config.tokenFile, `tokenFile of ${config.path}`)
  if (config?.token === undefined) return undefined
  if (config.token === DEMO_TOKEN) return { token: DEMO_TOKEN, from: config.path }
  shell.note(
    `warning: the token in ${config.path} was ignored: files end up in repositories. ` +
      'Set SLUICE_TOKEN, or "tokenFile" to the path of a file that is not committed.\n',
  )
  return undefined
}

async function readToken(path: string, from: string): Promise<FoundToken> {
  try {
    return { token: await readFile(path, 'utf8'), from }
  } catch (error) {
    throw new SluiceError('BAD_SETTINGS', `The token file ${path} (from ${from}) cannot be read.`, {
      cause: error,
    })
  }
}
