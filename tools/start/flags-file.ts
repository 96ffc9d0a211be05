import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseRulesetFile } from '../../packages/cli/src/ruleset-file.ts'
import { plain } from '../../packages/cli/src/terminal/plain.ts'
import type { RulesetDryRun } from '../../packages/server/src/index.ts'

/** Where the demo's flags are, from the root of the repository. */
export const FLAGS_FILE = 'apps/demo/flags.yaml'

/** How the file stands to what the service serves. */
export interface FlagsFileState {
  readonly version: number
  /** What a push would change, `banner` or `segment staff`; empty when both are the same. */
  readonly changed: readonly string[]
  /** Why the file cannot be pushed as it is; empty when it can. */
  readonly faults: readonly string[]
}

/** What a change may be of, as the service names it. */
const SUBJECTS = [
  'flag',
  'segment',
  'attribute',
  'layer',
  'holdout',
  'metric',
  'experiment',
] as const

/** A line that a newcomer may change first. */
export interface FirstEdit {
  readonly line: number
  /** What it should say then. */
  readonly to: string
}

/** The demo's flags as they are on disk. */
export interface FlagsFile {
  readonly text: string
  /** The document that the service takes; absent when there are faults. */
  readonly document?: unknown
  /** What is wrong with the text, each `file:line:column message`. */
  readonly faults: readonly string[]
}

/**
 * Reads the flags of the demo.
 *
 * @param root - absolute path of the repository
 * @throws Error with one sentence when the file cannot be read
 */
export async function readFlagsFile(root: string): Promise<FlagsFile> {
  const text = await readText(join(root, FLAGS_FILE))
  const read = await parseRulesetFile(FLAGS_FILE, text)
  if (read.valid) return { text, document: read.source.value, faults: [] }
  return {
    text,
    faults: read.faults.map(
      ({ line, column, message }) => `${FLAGS_FILE}:${line}:${column} ${plain(message)}`,
    ),
  }
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown'
    throw new Error(
      code === 'ENOENT'
        ? `There is no file ${FLAGS_FILE}. Get it back: git checkout HEAD -- ${FLAGS_FILE}`
        : `${FLAGS_FILE} cannot be read (${code}).`,
      { cause: error },
    )
  }
}

/** Finds the line of the file that says `# try …`, if it is still there. */
export function firstEdit(text: string): FirstEdit | undefined {
  const lines = text.split('\n')
  const at = lines.findIndex((line) => /: \S+ # try \S+$/.test(line))
  const [, key, to] = /(\S+): \S+ # try (\S+)$/.exec(lines[at] ?? '') ?? []
  return key === undefined ? undefined : { line: at + 1, to: `${key}: ${to}` }
}

/** Asks the service what pushing this file would change, and changes nothing. */
export async function compareWithService(
  url: string,
  { document, faults }: FlagsFile,
): Promise<FlagsFileState> {
  const ruleset = `${url}/v1/environments/development/ruleset`
  const headers = { Authorization: 'Bearer sluice_admin_demo' }
  const current = await fetch(ruleset, { headers })
  const etag = current.headers.get('ETag') ?? '"0"'
  const version = Number(etag.replaceAll('"', ''))
  if (faults.length > 0) return { version, changed: [], faults }
  const answer = await fetch(`${ruleset}?dryRun=true`, {
    method: 'PUT',
    headers: { ...headers, 'If-Match': etag, 'Content-Type': 'application/json' },
    body: JSON.stringify(document),
  })
  if (!answer.ok) {
    const { detail = `the service answers ${answer.status}` } = (await answer.json()) as {
      detail?: string
    }
    return { version, changed: [], faults: [detail] }
  }
  const { changes } = (await answer.json()) as RulesetDryRun
  return { version, changed: changes.map(nameOf), faults: [] }
}

function nameOf(change: RulesetDryRun['changes'][number]): string {
  const subject = SUBJECTS.find((name) => change[name] !== undefined) ?? 'flag'
  return subject === 'flag' ? String(change[subject]) : `${subject} ${change[subject]}`
}
