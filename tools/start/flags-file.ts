import { readFile } from 'node:fs/promises'
import { parse, YAMLParseError } from 'yaml'
import type { RulesetDryRun } from '../../packages/server/src/index.ts'

/** Where the demo's flags are, from the root of the repository. */
export const FLAGS_FILE = 'apps/demo/flags.yaml'

/** How the file stands to what the service serves. */
export interface FlagsFileState {
  readonly version: number
  /** What a push would change, `banner` or `segment staff`; empty when both are the same. */
  readonly changed: readonly string[]
  /** Why the file cannot be pushed as it is. */
  readonly fault?: string
}

/** What a change may be of, as the service names it. */
const SUBJECTS = ['flag', 'segment', 'attribute', 'layer', 'holdout'] as const

/** A line that a newcomer may change first. */
export interface FirstEdit {
  readonly line: number
  /** What it should say then. */
  readonly to: string
}

/** The demo's flags as they are on disk. */
export interface FlagsFile {
  readonly text: string
  /** The document that the service takes; absent when the text is no YAML. */
  readonly document?: unknown
  /** What is wrong with the text, and where. */
  readonly fault?: string
}

/** Reads the flags of the demo. */
export async function readFlagsFile(path: string): Promise<FlagsFile> {
  const text = await readFile(path, 'utf8')
  try {
    return { text, document: parse(text) as unknown }
  } catch (error) {
    if (!(error instanceof YAMLParseError)) throw error
    return { text, fault: error.message.split('\n')[0] ?? error.message }
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
  { document, fault }: FlagsFile,
): Promise<FlagsFileState> {
  const ruleset = `${url}/v1/environments/development/ruleset`
  const headers = { Authorization: 'Bearer sluice_admin_demo' }
  const current = await fetch(ruleset, { headers })
  const etag = current.headers.get('ETag') ?? '"0"'
  const version = Number(etag.replaceAll('"', ''))
  if (fault !== undefined) return { version, changed: [], fault }
  const answer = await fetch(`${ruleset}?dryRun=true`, {
    method: 'PUT',
    headers: { ...headers, 'If-Match': etag, 'Content-Type': 'application/json' },
    body: JSON.stringify(document),
  })
  if (!answer.ok) {
    const { detail = `the service answers ${answer.status}` } = (await answer.json()) as {
      detail?: string
    }
    return { version, changed: [], fault: detail }
  }
  const { changes } = (await answer.json()) as RulesetDryRun
  return { version, changed: changes.map(nameOf) }
}

function nameOf(change: RulesetDryRun['changes'][number]): string {
  const subject = SUBJECTS.find((name) => change[name] !== undefined) ?? 'flag'
  return subject === 'flag' ? String(change[subject]) : `${subject} ${change[subject]}`
}
