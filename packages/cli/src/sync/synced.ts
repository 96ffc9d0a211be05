import { createHash } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import type { JsonObject, JsonValue } from '@sluice/core'
import type { Command } from '../command.ts'
import { isObject } from '../difference/align.ts'
import type { RemoteRuleset } from '../service/remote-ruleset.ts'
import { writeWhole } from '../write-file.ts'

/** The version of a service that a file was last in step with. */
export interface Synced {
  readonly version: number
  /** The history that the version counts in, where the service named it. */
  readonly epoch?: string
  /** Tells documents apart, so that another history with the same numbers is noticed. */
  readonly digest: string
}

const FOLDER = '.sluice'
const NAME = 'synced.json'

/** Reads what is remembered of a file for the service and environment at hand. */
export async function readSynced(command: Command, file: string): Promise<Synced | undefined> {
  let found: JsonValue | undefined = await readAll(placeOf(command, file))
  for (const name of namesOf(command, file)) {
    found = isObject(found) && Object.hasOwn(found, name) ? found[name] : undefined
  }
  if (!isObject(found)) return undefined
  const { version, epoch, digest } = found
  if (typeof version !== 'number' || typeof digest !== 'string') return undefined
  return { version, digest, ...(typeof epoch === 'string' && { epoch }) }
}

/**
 * Remembers that a file is in step with a version. What cannot be remembered
 * is said on standard error: the work itself is done.
 */
export async function rememberSynced(
  command: Command,
  file: string,
  at: Pick<RemoteRuleset, 'version' | 'epoch' | 'document'>,
): Promise<void> {
  const place = placeOf(command, file)
  const { version, epoch, document } = at
  const entry = { version, digest: digestOf(document), ...(epoch !== undefined && { epoch }) }
  try {
    const all = await readAll(place)
    const text = `${JSON.stringify(withEntry(all, namesOf(command, file), entry), undefined, 2)}\n`
    if (!(await exists(dirname(place)))) await writeWhole(join(dirname(place), '.gitignore'), '*\n')
    await writeWhole(place, text)
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    command.shell.note(`The next push cannot tell what changed since version ${version}: ${why}\n`)
  }
}

/** A short name for what a document means, whatever the order of its names. */
export function digestOf(document: JsonObject): string {
  return createHash('sha256')
    .update(JSON.stringify(inOrder(document)))
    .digest('base64url')
}

function inOrder(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return (value as readonly JsonValue[]).map(inOrder)
  if (!isObject(value)) return value
  const names = Object.keys(value).toSorted()
  return Object.fromEntries(names.map((name) => [name, inOrder(value[name] ?? null)]))
}

/** Beside the config file, so that a file is found again from every folder below it. */
function homeOf({ settings }: Command, file: string): string {
  return dirname(settings.config?.path ?? file)
}

function placeOf(command: Command, file: string): string {
  return join(homeOf(command, file), FOLDER, NAME)
}

function namesOf(command: Command, file: string): readonly string[] {
  const { url, environment } = command.settings
  return [relative(homeOf(command, file), file).replaceAll('\\', '/'), url.href, environment]
}

/** What is broken is forgotten: it is made anew by the next push or pull. */
async function readAll(place: string): Promise<JsonObject> {
  try {
    const value = JSON.parse(await readFile(place, 'utf8')) as JsonValue
    return isObject(value) ? value : {}
  } catch {
    return {}
  }
}

function withEntry(
  all: JsonValue | undefined,
  names: readonly string[],
  entry: JsonObject,
): JsonObject {
  const [name, ...rest] = names
  if (name === undefined) return entry
  const held = isObject(all) ? all : {}
  const inner = Object.hasOwn(held, name) ? held[name] : undefined
  return { ...held, [name]: withEntry(inner, rest, entry) }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}
