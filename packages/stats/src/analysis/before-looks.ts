import type { GuardrailRow } from './guardrail-rows.ts'
import type { AnalysisPlan } from './plan.ts'
import { plannedLooks } from './planned-looks.ts'
import { NOT_YET, type Analysis } from './read-data.ts'
import { isRefusal, type Refusal } from './refusal.ts'
import { untold, untoldSegments } from './untold.ts'
import type { Verdict } from './verdict.ts'
import { daysOf } from './whole-weeks.ts'

/**
 * What is told where no planned look was taken: a difference would be a look that nobody planned.
 * Guardrails, and the sequences over time, may be read at any time.
 *
 * @param isOver - true where none is taken any more
 */
export function beforeLooks(plan: AnalysisPlan, latest: Analysis, isOver: boolean): Analysis {
  const words = isOver ? neverRead(plan, latest) : NOT_YET
  const why: Refusal = { refused: 'unread', message: words }
  if (latest.progress.isFirstDay && !isOver) return latest
  return {
    ...latest,
    progress: { ...latest.progress, isEnded: isOver },
    primary: untold(latest.primary, why),
    secondary: untold(latest.secondary, why),
    segments: untoldSegments(latest.segments, why),
    guardrails: latest.guardrails.flatMap((row): readonly GuardrailRow[] =>
      isRefusal(row) ? untold([row], why) : [row],
    ),
    verdict: isOver ? endedVerdict(latest.verdict, words) : latest.verdict,
    notes: isOver ? [words, ...latest.notes.filter((note) => note !== NOT_YET)] : latest.notes,
  }
}

/** The verdict of what is over: nothing is waited for any more. */
function endedVerdict(verdict: Verdict, rule: string): Verdict {
  return verdict.decision === 'keep_running' ? { decision: 'cannot_tell', rule } : verdict
}

function neverRead({ stopping }: AnalysisPlan, { progress }: Analysis): string {
  const { units, lived, isFirstDay, isEarly } = progress
  const [first] = plannedLooks(stopping)
  const { units: planned = 0, notBeforeMs = 0 } = first ?? {}
  const look = stopping.kind === 'fixed' ? 'its look' : 'its first look'
  if (isFirstDay)
    return `It was never read: it ended on its first day, and ${look} comes after that.`
  if (isEarly === true)
    return `It was never read: it ended before ${daysOf(notBeforeMs)} were over, and ${look} comes after that.`
  return lived === undefined
    ? `It was never read: it ended at ${units} units, and ${look} was planned at ${planned}.`
    : `It was never read: it ended when ${lived} of ${units} units had lived what decides, and ${look} was planned at ${planned} that have.`
}
