import type { Entry } from './event-log.ts'

/** An entry with where it is on its way. */
export interface TracedEntry extends Entry {
  readonly state: string
}

const COLUMNS = ['at', 'type', 'name', 'what', 'state', 'isForced', 'id'] as const

/** Writes entries as JSON, with all that is known of each. */
export function eventsJson(entries: readonly TracedEntry[]): string {
  return `${JSON.stringify(entries, null, 2)}\n`
}

/** Writes entries as CSV; what a spreadsheet would take for a formula is made a text. */
export function eventsCsv(entries: readonly TracedEntry[]): string {
  const lines = entries.map((entry) =>
    COLUMNS.map((column) =>
      cell(column === 'at' ? new Date(entry.at).toISOString() : String(entry[column])),
    ),
  )
  return [COLUMNS, ...lines].map((line) => `${line.join(',')}\r\n`).join('')
}

function cell(text: string): string {
  const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n']/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless
}
