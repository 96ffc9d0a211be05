import { asTaken, lateNote } from './as-taken.ts'
import { beforeLooks } from './before-looks.ts'
import type { AnalysisData, TakenLook } from './data.ts'
import type { AnalysisPlan } from './plan.ts'
import type { LooksRead } from './looks-read.ts'
import { plannedLooks } from './planned-looks.ts'
import { NOT_YET, readData, withCaution, type Analysis } from './read-data.ts'
import { isAnswer, isRefusal } from './refusal.ts'
import type { Verdict } from './verdict.ts'

const BROKEN_SINCE =
  'The data was sound at this look, and is not any more: see its health before you go by anything newer.'

/**
 * Reads a plan at the looks that were taken: the first that decided stands, whatever comes in
 * later. Health is that of all there is by now, and so are guardrails where they may be read at
 * any time; neither takes a decision back, but harm that shows later is told, and rolls back, and
 * what still waits for a look cannot tell once its data is not sound.
 */
export function readLooks(
  plan: AnalysisPlan,
  data: AnalysisData,
  looks: readonly TakenLook[],
): Analysis {
  const latest = readData(plan, data)
  const read = looks.map((taken, index) => ({
    taken,
    reading: readData(plan, dataAt(plan, data, taken), asTaken(plan, looks.slice(0, index + 1))),
  }))
  const isOver = data.isOver === true
  const decided = read.find(({ reading }) => isDecision(reading.verdict))
  const last = read.at(-1)
  const told: LooksRead = {
    shown: (decided ?? last)?.taken.look ?? null,
    taken: read.map(({ taken: { look, at }, reading: { progress, verdict } }) => ({
      look,
      at,
      units: progress.units,
      ...(progress.lived !== undefined && { lived: progress.lived }),
      decision: verdict.decision,
    })),
    next:
      decided === undefined && !isOver
        ? (plannedLooks(plan.stopping).find(({ look }) => look > (last?.taken.look ?? -1)) ?? null)
        : null,
  }
  if (last === undefined) return { ...beforeLooks(plan, latest, isOver), looks: told }
  const { taken, reading: shown } = decided ?? last
  // Nothing else rolls back where no look is.
  const isHarmedSince = latest.verdict.decision === 'roll_back'
  const isBrokenSince = latest.health.status === 'broken' && shown.health.status !== 'broken'
  // A later look would be of data that is not sound.
  const isWaiting = isBrokenSince && shown.verdict.decision === 'keep_running'
  const isClosed = isOver && shown.verdict.decision === 'keep_running'
  const verdict =
    isHarmedSince || isWaiting
      ? latest.verdict
      : isClosed
        ? closed(shown.verdict, taken)
        : shown.verdict
  const kept = taken.data.segments ?? {}
  const byNow = guardrailsByNow(plan, latest.guardrails)
  return {
    ...shown,
    planChanges: latest.planChanges,
    progress: {
      ...shown.progress,
      units: latest.progress.units,
      ...(latest.progress.lived !== undefined && { lived: latest.progress.lived }),
      isEnded: last.reading.progress.isEnded || isOver,
    },
    health: latest.health,
    guardrails: shown.guardrails.map(
      (row) =>
        latest.guardrails.find(
          ({ metric, treatment }) =>
            byNow.includes(metric) && metric === row.metric && treatment === row.treatment,
        ) ?? row,
    ),
    // What the look did not keep is not in the plan, and finds nothing.
    segments: latest.segments.map(
      (one) =>
        (Object.hasOwn(kept, one.segment)
          ? shown.segments.find(({ segment }) => segment === one.segment)
          : undefined) ?? one,
    ),
    series: latest.series,
    verdict,
    notes: [
      ...new Set([
        looksNote(plan, told, latest.progress, byNow, levelOf(shown)),
        ...lateNote(plan, looks),
        ...(isBrokenSince ? [BROKEN_SINCE] : []),
        ...(verdict.caution === undefined ? [] : [verdict.caution]),
        ...shown.notes.filter((note) => note !== shown.verdict.caution),
        ...latest.notes.filter((note) => note !== NOT_YET),
      ]),
    ],
    looks: { ...told, ...(byNow.length > 0 && { byNow }) },
  }
}

/**
 * The test of a fixed plan is read once, and harm that is proven since is told all the same: of all
 * treatments, since they are compared with one control.
 */
function guardrailsByNow(
  { stopping, guardrails = [] }: AnalysisPlan,
  latest: Analysis['guardrails'],
): readonly string[] {
  const keys = guardrails.map(({ key }) => key)
  if (stopping.kind !== 'fixed') return keys
  return keys.filter((key) =>
    latest.some((row) => row.metric === key && !isRefusal(row) && row.finding === 'harmed'),
  )
}

/** What waited for a later look, where none comes. */
function closed(verdict: Verdict, { data }: TakenLook): Verdict {
  const rule = `It ended before its last look, and at the one before: ${verdict.rule}`
  return withCaution({ ...verdict, decision: 'inconclusive', rule }, data)
}

function dataAt(
  { stopping }: AnalysisPlan,
  { registeredPlan, annotations }: AnalysisData,
  { look, at, data }: TakenLook,
): AnalysisData {
  return {
    ...data,
    at,
    ...(stopping.kind === 'group_sequential' && { look }),
    ...(registeredPlan !== undefined && { registeredPlan }),
    ...(annotations !== undefined && { annotations }),
  }
}

function isDecision({ decision }: Analysis['verdict']): boolean {
  return decision === 'ship' || decision === 'roll_back'
}

/** Which look is told, and what newer data is. */
function looksNote(
  { stopping }: AnalysisPlan,
  { shown, taken, next }: LooksRead,
  { lived }: Analysis['progress'],
  byNow: readonly string[],
  level: number | undefined,
): string {
  const of = taken.find(({ look }) => look === shown)
  const had = of?.lived === undefined ? '' : `, ${of.lived} of which had lived what decides`
  const when = of === undefined ? '' : `on ${moment(of.at)}, at ${of.units} units${had}`
  const but = byNow.length === 0 ? '' : ', but for guardrails'
  if (stopping.kind === 'fixed')
    return `The test was read once, ${when}; newer data are shown without a test${but}.`
  const later =
    next === null
      ? 'no later look changes it'
      : `the next is at ${next.units} units${lived === undefined ? '' : ' that have lived what decides'}, and what came in since is shown without a test${but}`
  const held =
    level === undefined
      ? ''
      : ` A p of ${level.toPrecision(2)} or less finds something at this look.`
  return `This is look ${(shown ?? 0) + 1} of ${plannedLooks(stopping).length}, read ${when}; ${later}.${held}`
}

/** The alpha of one comparison at the look that is told. */
function levelOf({ primary }: Analysis): number | undefined {
  const row = primary.find(isAnswer)
  const level = row?.difference.settings['alpha']
  return typeof level === 'number' ? level : undefined
}

function moment(at: number): string {
  return `${new Date(at).toISOString().slice(0, 16).replace('T', ' at ')} UTC`
}
