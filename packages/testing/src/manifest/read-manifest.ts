import { readFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import type { Ruleset } from '@sluice/core'
import { SluiceError } from '@sluice/core'
import { re2Engine } from '@sluice/core/regex'
import { documentOfNames, parseRuleset } from '@sluice/core/schema'
import { parseDocument } from 'yaml'

const CONFIG_FILE = 'sluice.config.json'
const DEFAULT_FILE = 'flags.yaml'
const FAULTS_SHOWN = 5

/**
 * Reads the file of a ruleset, YAML or JSON, or what `sluice types --manifest` writes:
 * what flags and variants there are.
 *
 * @throws SluiceError `MANIFEST_NOT_READ`, with every fault of a file that is no ruleset
 */
export async function readManifest(path: string): Promise<Ruleset> {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code
    const what = code === 'ENOENT' ? `There is no file ${path}` : `${path} cannot be read (${code})`
    const message = `${what}, so nobody knows which flags there are. Name the manifest, or set "file" in ${CONFIG_FILE}.`
    throw new SluiceError('MANIFEST_NOT_READ', message, { cause })
  }
  const document = parseDocument(text)
  const [fault] = document.errors
  if (fault) {
    const { line = 1, col = 1 } = fault.linePos?.[0] ?? {}
    const [first] = fault.message.split('\n')
    const message = `${path}:${line}:${col} is no YAML. ${first} Mend it: "npx sluice validate" shows every fault.`
    throw new SluiceError('MANIFEST_NOT_READ', message, { cause: fault })
  }
  try {
    const data = document.toJS() as unknown
    return parseRuleset(documentOfNames(data) ?? data, { regex: re2Engine }).ruleset
  } catch (cause) {
    if (!(cause instanceof SluiceError)) throw cause
    const { faults } = cause
    const shown = faults.slice(0, FAULTS_SHOWN).map((each) => `\n  ${each.path}: ${each.message}`)
    const more = faults.length > FAULTS_SHOWN ? `\n  and ${faults.length - FAULTS_SHOWN} more` : ''
    const message = `${path} is no ruleset. Mend it: "npx sluice validate" shows the lines.${shown.join('')}${more}`
    throw new SluiceError('MANIFEST_NOT_READ', message, { cause, faults })
  }
}

/**
 * Finds the file of the ruleset: what the nearest `sluice.config.json` names, from
 * this folder upwards, else `flags.yaml` in this folder.
 *
 * @returns an absolute path; nobody looked whether the file is there
 * @throws SluiceError `MANIFEST_NOT_READ` when the config file is no JSON
 */
export async function findManifest(folder: string): Promise<string> {
  for (let at = resolve(folder); ; at = dirname(at)) {
    const config = join(at, CONFIG_FILE)
    const text = await readFile(config, 'utf8').catch(() => undefined)
    if (text !== undefined) return resolve(at, fileOf(config, text))
    if (dirname(at) === at) return resolve(folder, DEFAULT_FILE)
  }
}

function fileOf(config: string, text: string): string {
  try {
    const { file } = JSON.parse(text) as { file?: unknown }
    return typeof file === 'string' ? file : DEFAULT_FILE
  } catch (cause) {
    throw new SluiceError('MANIFEST_NOT_READ', `${config} is no JSON. Mend it.`, { cause })
  }
}
