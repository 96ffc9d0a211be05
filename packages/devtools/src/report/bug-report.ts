import type { SluiceContext, SluiceStatus } from '@sluice/client'
import type { Entry } from '../events/event-log.ts'
import type { Row, wordsOf } from '../flags/rows.ts'
import type { ActiveGrant } from '../production/granted.ts'
import type { Redact } from '../share/redact.ts'

/** What a report is written from. */
export interface ReportFacts {
  readonly address: string
  readonly browser: string
  readonly viewport: string
  readonly appVersion: string | undefined
  readonly at: Date
  readonly status: SluiceStatus
  readonly context: SluiceContext
  /** Attributes that were left out of the context. */
  readonly hidden: readonly string[]
  /** Takes them out of everything else. */
  readonly redact: Redact
  readonly rows: readonly Row[]
  /** Writes a value as people read it. */
  readonly wordsOf: typeof wordsOf
  readonly events: readonly Entry[]
  /** Opens the same state, where it fits into a link. */
  readonly link: string | undefined
  /** Whether a treatment crashed in this session, so that the control is drawn in its place. */
  readonly isBroken: (flag: string, variant: string | undefined) => boolean
  /** The fault that somebody rehearses, in a word or two. */
  readonly rehearsed?: string | undefined
  /** As whom the page is looked at, where that is not who the page says. */
  readonly asIf?: string | undefined
  /** What forces, in production. */
  readonly grant?: Pick<ActiveGrant, 'id'> | undefined
}

const LAST_EVENTS = 20
const MOST_FLAGS = 100
const LONGEST_CELL = 120

/** Writes what somebody who looks into a fault needs, as Markdown. */
export function bugReport(facts: ReportFacts): string {
  const { address, browser, viewport, appVersion, at, status, context, hidden, link, grant } = facts
  const { wordsOf: words, rehearsed, asIf, isBroken } = facts
  const cell = (text: string): string => plain(facts.redact(text))
  const variantOf = ({ key, shown }: Row): string =>
    `${shown?.variant ?? ''}${isBroken(key, shown?.variant) ? ', crashed: the control is drawn' : ''}`
  const read = facts.rows.filter(({ isRead, forced }) => isRead || forced !== undefined)
  const rows = (read.length > 0 ? read : facts.rows).slice(0, MOST_FLAGS)
  const forced = facts.rows.filter((row) => row.forced)
  return [
    '### What went wrong',
    '',
    '(what you did, what you saw, what you expected)',
    '',
    '### The page',
    '',
    `- Address: ${plain(address, Infinity)}`,
    `- App version: ${cell(appVersion ?? 'not told')}`,
    `- Ruleset version: ${status.version ?? 'not told'} (${status.state}, from ${status.source})`,
    `- Browser: ${cell(browser)}, ${viewport}`,
    `- Time: ${at.toISOString()}`,
    ...(rehearsed === undefined
      ? []
      : [`- **Rehearsed with devtools, and no real fault: ${cell(rehearsed)}**`]),
    ...(asIf === undefined
      ? []
      : [`- **Looked at as if: ${cell(asIf)}**; the context is not what the page itself has set`]),
    ...(grant ? [`- Grant: ${cell(grant.id)}`] : []),
    ...(link === undefined ? [] : [`- Opens the same state: ${link}`]),
    '',
    '### Context',
    '',
    code(context),
    ...(hidden.length > 0 ? ['', `Left out: ${hidden.map(cell).join(', ')}.`] : []),
    '',
    `### Flags`,
    '',
    '| flag | serves | variant | reason | forced |',
    '| --- | --- | --- | --- | --- |',
    ...rows.map(
      (row) =>
        `| ${[row.key, words(row.shown), variantOf(row), row.shown?.reason ?? 'unknown', row.forced ? `yes, server: ${row.server ? words(row.server) : 'not told'}` : ''].map(cell).join(' | ')} |`,
    ),
    '',
    forced.length === 0
      ? 'Nothing is forced.'
      : `Forced: ${forced.map(({ key }) => cell(key)).join(', ')}.`,
    '',
    '### The last events',
    '',
    ...facts.events
      .slice(0, LAST_EVENTS)
      .map(
        ({ at: when, type, name, what, unsent }) =>
          `- ${new Date(when).toISOString()} ${type} ${cell(name)}: ${cell(what)}${unsent === undefined ? '' : ` (not sent: ${unsent})`}`,
      ),
    '',
  ].join('\n')
}

/** Text that breaks no table and opens no tag, wherever the report is pasted. */
function plain(text: string, longest = LONGEST_CELL): string {
  const line = text.replaceAll(/\s+/g, ' ').slice(0, longest)
  return line.replaceAll(/[|<>`[\]*_\\]/g, (sign) => `\\${sign}`)
}

function code(value: object): string {
  // A fence inside would end this one.
  return `\`\`\`json\n${JSON.stringify(value, null, 2).replaceAll('```', '` ` `')}\n\`\`\``
}
