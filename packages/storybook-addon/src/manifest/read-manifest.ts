import { readFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import type { Ruleset } from '@sluice/core'
import { SluiceError } from '@sluice/core'
import { re2Engine } from '@sluice/core/regex'
import { documentOfNames, parseRuleset } from '@sluice/core/schema'
import { parseDocument } from 'yaml'

const CONFIG_FILE = 'sluice.config.json'
const DEFAULT_FILE = 'flags.yaml'

/** What came of reading a file: its flags, or a sentence that says what to do. */
export type ManifestRead =
  | {
      readonly ruleset: Ruleset
      /** Whether it tells what there is, and not what a flag gives by itself. */
      readonly isNamesOnly: boolean
      readonly fault?: undefined
    }
  | { readonly ruleset?: undefined; readonly isNamesOnly?: undefined; readonly fault: string }

/**
 * Reads the file of the flags, YAML or JSON, or what `sluice types --manifest` writes. Never
 * throws: stories go on without it.
 *
 * @param name - the file, as the sentence calls it
 */
export async function readManifest(path: string, name: string): Promise<ManifestRead> {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    const fault =
      code === 'ENOENT'
        ? `There is no file ${name}, so nobody knows titles and variants. Make one with "npx sluice init", or name yours: options: { manifest: 'path/to/flags.yaml' } beside the addon in main.ts.`
        : `${name} cannot be opened (${code}). Give Storybook the right to read it.`
    return { fault }
  }
  const document = parseDocument(text)
  const [first] = document.errors
  if (first) {
    const { line = 1, col = 1 } = first.linePos?.[0] ?? {}
    const [what = ''] = first.message.split('\n')
    return { fault: `${name}:${line}:${col} is no YAML: ${what} Mend the line and save.` }
  }
  try {
    const data = document.toJS() as unknown
    const names = documentOfNames(data)
    const { ruleset } = parseRuleset(names ?? data, { regex: re2Engine })
    return { ruleset, isNamesOnly: names !== undefined }
  } catch (error) {
    return { fault: `${name} cannot be used. ${faultOf(error)} Every fault: npx sluice validate` }
  }
}

function faultOf(error: unknown): string {
  if (!(error instanceof SluiceError)) return String(error)
  const [first] = error.faults
  const more = error.faults.length > 1 ? ` (and ${error.faults.length - 1} more)` : ''
  const said = first ? `${first.path}: ${first.message}${more}` : error.message
  // Who draws does not know the word.
  return said.replaceAll(/\bruleset( document)?\b/g, 'file of the flags')
}

/**
 * Finds the file of the flags: what the nearest `sluice.config.json` names, from this
 * folder upwards, else `flags.yaml` in this folder.
 *
 * @returns an absolute path; nobody looked whether the file is there
 */
export async function findManifest(folder: string): Promise<string> {
  for (let at = resolve(folder); ; at = dirname(at)) {
    const text = await readFile(join(at, CONFIG_FILE), 'utf8').catch(() => undefined)
    if (text !== undefined) return resolve(at, fileOf(text))
    if (dirname(at) === at) return resolve(folder, DEFAULT_FILE)
  }
}

/** A config file that is no JSON names no file; the command tells what is wrong with it. */
function fileOf(text: string): string {
  try {
    const { file } = JSON.parse(text) as { file?: unknown }
    return typeof file === 'string' ? file : DEFAULT_FILE
  } catch {
    return DEFAULT_FILE
  }
}
