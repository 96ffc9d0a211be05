import fc from 'fast-check'
import { decide, type DecisionEntry } from '../log/entry.ts'
import type { RolloutEvent } from '../machine/event.ts'
import { draftState, type RolloutState } from '../machine/state.ts'
import type { RolloutPlan } from '../plan/plan.ts'
import type { Measurement, NoMeasurement } from '../reading/measurement.ts'
import { soundMeasurement } from '../reading/sound.ts'
import { ANN, BOB, measured } from './driver.ts'
import { NOON, planOf } from './plans.ts'

const BUSY: ReadonlySet<string> = new Set(['running', 'paused', 'rolling_back', 'verifying'])

/** One thing that may happen, before it is known when. */
type Happening =
  | {
      readonly what: 'tick'
      readonly data: Data
      readonly elapsedMs: number
      readonly jumpMs: number
    }
  | {
      readonly what: 'person'
      readonly kind: 'pause' | 'resume' | 'advance' | 'roll_back' | 'abort' | 'acknowledge'
    }
  | { readonly what: 'approve'; readonly isAuthor: boolean }
  | { readonly what: 'stepped_in' }
  | { readonly what: 'failing'; readonly isFailing: boolean }

/** What a look finds. */
type Data =
  | 'healthy'
  | 'harmed'
  | 'nothing'
  | 'stale'
  | 'nan'
  | 'one_variant'
  | 'down'
  /** Harmed by a handful alone, or while a key is flooded. */
  | 'handful'
  | 'flooded'

const tick = fc.record({
  what: fc.constant('tick' as const),
  data: fc.oneof(
    { arbitrary: fc.constant('healthy' as const), weight: 20 },
    {
      arbitrary: fc.constantFrom(
        'harmed',
        'nothing',
        'stale',
        'nan',
        'one_variant',
        'down',
        'handful',
        'flooded',
      ),
      weight: 3,
    },
  ),
  elapsedMs: fc.oneof(
    { arbitrary: fc.constant(60_000), weight: 8 },
    { arbitrary: fc.constantFrom(0, -3_600_000, 3_600_000, 86_400_000), weight: 1 },
  ),
  jumpMs: fc.constantFrom(60_000, 60_000, 60_000, 3_600_000, -3_600_000),
})

const happening: fc.Arbitrary<Happening> = fc.oneof(
  { arbitrary: tick, weight: 200 },
  {
    arbitrary: fc.record({
      what: fc.constant('person' as const),
      kind: fc.constantFrom(
        'pause',
        'resume',
        'resume',
        'advance',
        'roll_back',
        'abort',
        'acknowledge',
      ),
    }),
    weight: 5,
  },
  {
    arbitrary: fc.record({ what: fc.constant('approve' as const), isAuthor: fc.boolean() }),
    weight: 5,
  },
  { arbitrary: fc.record({ what: fc.constant('stepped_in' as const) }), weight: 1 },
  {
    arbitrary: fc.record({ what: fc.constant('failing' as const), isFailing: fc.boolean() }),
    weight: 5,
  },
)

export const FEW_MS = 5 * 60_000
/** The plan of every world. */
export const plan = planOf({
  steps: [
    { name: 'canary', shareBps: 100, holdMs: FEW_MS, monitored: true, minUnitsPerVariant: 500 },
    {
      name: 'tenth',
      shareBps: 1_000,
      holdMs: FEW_MS,
      monitored: true,
      minUnitsPerVariant: 1_000,
      approval: 'the owner',
    },
    { name: 'most', shareBps: 8_000, holdMs: FEW_MS, monitored: true, minUnitsPerVariant: 1_000 },
    { name: 'all', shareBps: 10_000 },
  ],
  on: { inconclusive: 'hold', noData: 'hold', srm: 'pause' },
})

/** One thing that happened, with what was true around it. */
interface Moment {
  readonly event: RolloutEvent
  readonly data: Data | undefined
  readonly before: RolloutState
  readonly after: RolloutState
  readonly shareBefore: number
  readonly shareAfter: number
}

/** Runs a world in which changes can fail and clocks jump. */
export function run(
  happenings: readonly Happening[],
  used: RolloutPlan = plan,
): { moments: Moment[]; log: DecisionEntry[] } {
  const moments: Moment[] = []
  const log: DecisionEntry[] = []
  let state = draftState(ANN)
  let share = 0
  let version = 42
  let at = NOON
  let isFailing = false
  let counts = { control: 0, treatment: 0, perTick: 400 }
  const send = (event: RolloutEvent, data?: Data): void => {
    const before = state
    const shareBefore = share
    const { turn, entry } = decide(used, state, event)
    log.push(entry)
    state = turn.state
    if (state.countedSince !== before.countedSince) counts = { ...counts, control: 0, treatment: 0 }
    const change = turn.commands.find(({ kind }) => kind === 'set_share' || kind === 'restore')
    if (change !== undefined && !isFailing) {
      share = change.kind === 'set_share' ? change.shareBps : 0
      if (change.kind === 'set_share' && change.shareBps > 5_000)
        counts = { ...counts, control: 0, treatment: 0 }
    }
    moments.push({ event, data, before, after: state, shareBefore, shareAfter: share })
    if (change === undefined) return
    if (isFailing) send({ kind: 'failed', at, message: 'no room' })
    else send({ kind: 'applied', at, version: ++version })
  }
  send({ kind: 'start', at, by: ANN, versionBefore: 41 })
  for (const each of happenings) {
    switch (each.what) {
      case 'tick': {
        at += each.jumpMs
        const isGrowing =
          each.data === 'healthy' || each.data === 'harmed' || each.data === 'one_variant'
        const ratio = share > 5_000 ? share / (10_000 - share) : 1
        if (isGrowing) {
          counts.control += each.data === 'one_variant' ? 0 : counts.perTick
          counts.treatment += Math.round(counts.perTick * Math.min(ratio, 4))
        }
        send(
          {
            kind: 'tick',
            at,
            elapsedMs: each.elapsedMs,
            measurement: soundMeasurement(seen(each.data, counts)),
          },
          each.data,
        )
        break
      }
      case 'person':
        send({ kind: each.kind, at, by: BOB })
        break
      case 'approve':
        send({ kind: 'approve', at, by: each.isAuthor ? ANN : BOB, step: 'tenth' })
        break
      case 'stepped_in':
        // Bob takes back what the rollout gave.
        if (BUSY.has(state.name)) share = 0
        send({
          kind: 'stepped_in',
          at,
          version: ++version,
          message: 'Bob was here.',
          isGone: false,
        })
        break
      case 'failing':
        isFailing = each.isFailing
        break
    }
  }
  return { moments, log }
}

function seen(
  data: Data,
  { control, treatment }: { control: number; treatment: number },
): Measurement | NoMeasurement {
  if (data === 'down') return { fault: 'the event store is down' }
  if (data === 'nothing') return measured({ units: [0, 0], crashes: [0, 0] })
  if (data === 'nan') return measured({ units: [control, treatment], crashes: [NaN, 1] })
  const crashes = (units: number, rate: number): number => Math.floor(units * rate)
  const isHarmed = data === 'harmed' || data === 'handful' || data === 'flooded'
  const found = measured({
    units: [control, treatment],
    crashes: [crashes(control, 0.05), crashes(treatment, isHarmed ? 0.3 : 0.05)],
  })
  if (data === 'flooded') return { ...found, suspect: 'one key floods it.' }
  const reading = found.metrics['crash_rate']
  if (data !== 'handful' || reading === undefined || 'fault' in reading) return found
  const [few, many] = [
    { kind: 'rate', successes: 1, n: 900 },
    { kind: 'rate', successes: 2, n: 900 },
  ] as const
  const without = { units: 10, control: few, treatment: many }
  return { ...found, metrics: { crash_rate: { ...reading, without } } }
}

/** What may happen to a rollout, one after another. */
export const worlds = fc.array(happening, { minLength: 10, maxLength: 60 })
/** Somebody steps in, and others go on all the same. */
export const interrupted = fc
  .tuple(worlds, fc.boolean(), fc.constantFrom('resume' as const, 'advance' as const), worlds)
  .map(([earlier, isApproved, kind, later]): Happening[] => [
    ...earlier,
    { what: 'stepped_in' },
    ...(isApproved ? [{ what: 'approve', isAuthor: false } as const] : []),
    { what: 'person', kind },
    ...later,
  ])
