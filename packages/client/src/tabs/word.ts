import type { SluiceError } from '@sluice/core'
import { parseBulkResponse } from '@sluice/core'
import { countOf } from '../cache.ts'
import { canonical } from '../canonical.ts'
import { readEventAttributes } from '../events/event-attributes.ts'
import type { FlagEntry, FlagTable } from '../state.ts'
import type { SluiceStatus } from '../status.ts'

const LONGEST_QUIET_MS = 3_600_000

/** Values of one context, as the service gave them. */
export interface Values {
  readonly flags: FlagTable
  /** Keys of malformed flags, which keep their last value. */
  readonly bad: readonly unknown[]
  readonly etag?: string | undefined
}

/** What the tab that leads says to the others. */
export interface Word {
  /** Until its next word, milliseconds; when it stays out, the tab is in trouble. */
  readonly quietMs: number
  /** Whether its stream is open. */
  readonly isStreaming: boolean
  /** The service fails it, so that nobody else has to try. */
  readonly failure?: Pick<SluiceError, 'code' | 'message' | 'status'>
  /** A stream told it of a change, and it asks now. */
  readonly hasChange?: boolean
  /** What the service answered. Without `values`: nothing is new. */
  readonly answer?: Pick<SluiceStatus, 'version' | 'epoch' | 'eventAttributes' | 'fetchedAt'> & {
    readonly values?: Values | undefined
  }
}

/** A word as another tab hears it. */
export interface Told extends Word {
  /** Whether the tab that leads has the context of this one, so that its answers fit. */
  readonly isSameContext: boolean
}

/** What a tab says that has just come. */
export const GREETING = { greets: true }

/** Whether another tab makes itself known. */
export function isGreeting(data: unknown): boolean {
  return (data as Partial<typeof GREETING> | null | undefined)?.greets === true
}

/** Writes a word for the other tabs. */
export function writeWord(context: string, { answer, ...word }: Word): unknown {
  if (!answer) return { ...word, context }
  const { values, ...facts } = answer
  return {
    ...word,
    context,
    answer: {
      ...facts,
      ...(values && { flags: [...values.flags.values()], bad: values.bad, etag: values.etag }),
    },
  }
}

/**
 * Reads what came from another tab, which may be of any release, or of anybody
 * on this origin.
 *
 * @param context - of this tab, as JSON
 * @returns `undefined` for what is no word
 */
export function readWord(data: unknown, context: string): Told | undefined {
  try {
    const word = data as Readonly<Record<string, unknown>>
    const quietMs = Number(word['quietMs'])
    if (!(quietMs >= 0)) return undefined
    return {
      quietMs: Math.min(quietMs, LONGEST_QUIET_MS),
      isStreaming: word['isStreaming'] === true,
      hasChange: word['hasChange'] === true,
      isSameContext: word['context'] === context,
      ...(word['answer'] !== undefined && { answer: readAnswer(word['answer']) }),
      ...(word['failure'] !== undefined && { failure: readFailure(word['failure']) }),
    }
  } catch {
    return undefined
  }
}

function readAnswer(data: unknown): NonNullable<Word['answer']> {
  // What cannot be compared later is refused now.
  canonical(data)
  const { version, epoch, eventAttributes, fetchedAt, flags, bad, etag } = data as Readonly<
    Record<string, unknown>
  >
  return {
    version: countOf(version),
    epoch: typeof epoch === 'string' ? epoch : undefined,
    eventAttributes: readEventAttributes(eventAttributes),
    fetchedAt: Number.isFinite(fetchedAt) ? (fetchedAt as number) : undefined,
    ...(flags !== undefined && {
      values: {
        flags: parseBulkResponse({ flags: (flags as FlagEntry[]).map(asOfrep) }).flags,
        bad: Array.isArray(bad) ? bad : [],
        etag: typeof etag === 'string' ? etag : undefined,
      },
    }),
  }
}

function readFailure(data: unknown): NonNullable<Word['failure']> {
  const { code, message, status } = data as Readonly<Record<string, unknown>>
  return {
    code: `${code as string}`.slice(0, 99),
    message: `${message as string}`.slice(0, 999),
    status: typeof status === 'number' ? status : undefined,
  }
}

/** The one name that differs between an entry and a flag as it came over the wire. */
function asOfrep(entry: FlagEntry): unknown {
  return { ...entry, errorDetails: entry.errorMessage }
}
