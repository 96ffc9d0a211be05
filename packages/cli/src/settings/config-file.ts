import { readFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { SluiceError } from '@sluice/core'

/** The name that is looked for in the working folder and in those above it. */
export const CONFIG_FILE = 'sluice.config.json'

const NAMES = ['url', 'environment', 'file', 'types', 'token', 'tokenFile'] as const
type Name = (typeof NAMES)[number]

/** A config file that was read; its paths are absolute. */
export interface ConfigFile extends Readonly<Partial<Record<Name, string>>> {
  /** Where it is. */
  readonly path: string
}

/**
 * Finds and reads the nearest `sluice.config.json`, from the working folder upwards.
 *
 * @param named - a path that was asked for instead; it has to exist
 * @returns `undefined` when there is none
 * @throws SluiceError `BAD_SETTINGS` when it is no such file or holds what it may not
 */
export async function readConfig(
  cwd: string,
  named: string | undefined,
): Promise<ConfigFile | undefined> {
  if (named !== undefined) {
    const path = resolve(cwd, named)
    const text = await textOf(path)
    if (text === undefined)
      throw new SluiceError('BAD_SETTINGS', `There is no config file ${path}.`)
    return parseConfig(path, text)
  }
  for (let folder = cwd; ; folder = dirname(folder)) {
    const path = join(folder, CONFIG_FILE)
    const text = await textOf(path)
    if (text !== undefined) return parseConfig(path, text)
    if (dirname(folder) === folder) return undefined
  }
}

async function textOf(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
    throw new SluiceError('BAD_SETTINGS', `The config file ${path} cannot be read (${code}).`, {
      cause: error,
    })
  }
}

async function parseConfig(path: string, text: string): Promise<ConfigFile> {
  // Loaded here, because most commands find no such file.
  const { readYaml } = await import('../yaml/read-yaml.ts')
  const { value, faults } = readYaml(path, text)
  const [fault] = faults
  if (fault !== undefined) {
    throw new SluiceError('BAD_SETTINGS', `${path}:${fault.line}:${fault.column} ${fault.message}`)
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new SluiceError(
      'BAD_SETTINGS',
      `${path} has to hold an object with any of ${NAMES.join(', ')}.`,
    )
  }
  const config: { -readonly [K in keyof ConfigFile]: ConfigFile[K] } = { path }
  for (const [name, setting] of Object.entries(value) as [string, unknown][]) {
    if (name === '$schema') continue
    if (!isName(name)) {
      throw new SluiceError(
        'BAD_SETTINGS',
        `${path} holds the unknown setting "${name}". Known are ${NAMES.join(', ')}.`,
      )
    }
    if (typeof setting !== 'string' || setting === '') {
      throw new SluiceError('BAD_SETTINGS', `"${name}" in ${path} has to be a text.`)
    }
    const isPath = name === 'file' || name === 'types' || name === 'tokenFile'
    config[name] = isPath ? resolve(dirname(path), setting) : setting
  }
  return config
}

function isName(name: string): name is Name {
  return (NAMES as readonly string[]).includes(name)
}
