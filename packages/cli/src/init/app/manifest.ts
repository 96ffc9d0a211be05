import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { SluiceError } from '@sluice/core'

/** The `package.json` of an app. */
export interface Manifest {
  readonly scripts: Readonly<Record<string, string>>
  /** What it depends on, for whatever purpose: the range by the package's name. */
  readonly dependencies: ReadonlyMap<string, string>
  /** Patterns of the folders of a workspace; empty for anything else. */
  readonly workspaces: readonly string[]
}

/**
 * Reads the `package.json` of a folder.
 *
 * @throws SluiceError `NOT_AN_APP` when there is none, or none that can be used
 */
export async function readManifest(folder: string): Promise<Manifest> {
  const path = join(folder, 'package.json')
  const text = await readFile(path, 'utf8').catch(() => undefined)
  if (text === undefined) throw notAnApp(await whereElse(folder))
  let value: unknown
  try {
    // Visual Studio begins a file with a byte order mark, which package managers pass over.
    value = JSON.parse(text.replace(/^\uFEFF/, '')) as unknown
  } catch (error) {
    throw notAnApp(`${path} is not valid JSON (${(error as Error).message}). Repair it first.`)
  }
  if (!isRecord(value)) throw notAnApp(`${path} holds no object. Repair it first.`)
  const { workspaces } = value
  const patterns = isRecord(workspaces) ? workspaces['packages'] : workspaces
  return {
    scripts: texts(value['scripts']),
    dependencies: new Map(
      ['peerDependencies', 'devDependencies', 'dependencies'].flatMap((section) =>
        Object.entries(texts(value[section])),
      ),
    ),
    workspaces: Array.isArray(patterns)
      ? patterns.filter((pattern): pattern is string => typeof pattern === 'string')
      : [],
  }
}

/** The refusal of a folder that holds no app that Sluice can be added to. */
export function notAnApp(message: string): SluiceError {
  return new SluiceError('NOT_AN_APP', message)
}

async function whereElse(folder: string): Promise<string> {
  const none = `There is no package.json in ${folder}.`
  for (let above = dirname(folder); above !== dirname(above); above = dirname(above)) {
    const found = await readFile(join(above, 'package.json'), 'utf8').catch(() => undefined)
    if (found !== undefined) return `${none} The nearest one is in ${above}: run it there.`
  }
  return `${none} Go to the folder of your app, or make one with "npm create vite@latest".`
}

function texts(value: unknown): Record<string, string> {
  if (!isRecord(value)) return {}
  return Object.fromEntries(
    Object.entries(value).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string',
    ),
  )
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
