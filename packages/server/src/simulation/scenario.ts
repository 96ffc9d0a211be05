import type { Measurement, NoMeasurement } from '@sluice/rollout'
import type { Strangers, Weather } from './people.ts'

/** What a day does to a rollout, and what has to come of it. */
export interface Scenario {
  readonly name: string
  /** In one sentence, for the report. */
  readonly title: string
  /** What people and their events are like; the usual unless given. @param hour - since the start */
  readonly weather?: (hour: number) => Partial<Weather>
  /** What happens to what is sent, once per tick. */
  readonly wire?: (hour: number) => Wire
  /** Who is made up, by the key that every page has. */
  readonly strangers?: (hour: number) => Strangers | undefined
  /** Whether the guardrail counts only what servers send, which strangers cannot. */
  readonly sentBy?: 'server'
  /** What becomes of a measurement. */
  readonly measured?: (
    measurement: Measurement | NoMeasurement,
    hour: number,
  ) => Measurement | NoMeasurement
  /** Where the wall clock jumps to, once, in milliseconds. */
  readonly jumps?: readonly { readonly hour: number; readonly ms: number }[]
  /** When the instance that runs the rollouts is replaced by another. */
  readonly takeovers?: readonly number[]
  /** When it is killed in the middle of writing down a look; another follows. */
  readonly kills?: readonly number[]
  /** Whether a second instance runs all the time. */
  readonly hasRival?: boolean
  /** When the disk is full, `[from, to)` in hours. */
  readonly full?: readonly [number, number]
  /** From which hour on the treatment does harm: what a rollback is timed from. */
  readonly brokenFrom?: number
  /** Until when it does. */
  readonly brokenUntil?: number
  readonly must: Must
}

/** How events travel. */
export interface Wire {
  /** How often everything is sent; again under the same ids. */
  readonly times: number
  /** By how many hours everything comes late. */
  readonly lateHours: number
  readonly isDown: boolean
}

/** What became of a rollout within a day. */
export type DayEnd = 'rolled back' | 'went on' | 'held' | 'paused'

/** What has to come of a day. */
export interface Must {
  readonly end: DayEnd
  /**
   * From the first harm to the rollback at most, in hours, or from the first share to another end,
   * where 20,000 people come a day: an hour or more above the slowest of 24 seeds.
   */
  readonly withinHours: number
}

const CLEAN: Wire = { times: 1, lateHours: 0, isDown: false }
const USUAL = 0.02
const BAD = 0.12
/** When the canary begins, after traffic without which no plan may start. */
const BEGIN_HOUR = 2
/** From the first share to the end of a whole day, in hours. */
const A_DAY = 24 - BEGIN_HOUR
/** When a scenario breaks the treatment, or its world. */
const FAULT_HOUR = 6

const onTreatment =
  (rate: number) =>
  (variant: string): number =>
    variant === 'on' ? rate : USUAL

/** Everything that a day may bring. The canary begins after two hours of traffic. */
export const SCENARIOS: readonly Scenario[] = [
  {
    name: 'healthy',
    title: 'Nothing happens: the variants do not differ',
    must: { end: 'went on', withinHours: A_DAY },
  },
  {
    name: 'harm',
    title: 'The treatment crashes six times as often from the first share on',
    weather: () => ({ crashRate: onTreatment(BAD) }),
    brokenFrom: BEGIN_HOUR,
    must: { end: 'rolled back', withinHours: 12 },
  },
  {
    name: 'late-harm',
    title: 'The treatment breaks four hours after it began',
    weather: (hour) => ({ crashRate: onTreatment(hour <= FAULT_HOUR ? USUAL : BAD) }),
    brokenFrom: FAULT_HOUR,
    must: { end: 'rolled back', withinHours: 12 },
  },
  {
    name: 'silence',
    title: 'No events arrive any more',
    wire: (hour) => ({ ...CLEAN, isDown: hour >= 4 }),
    must: { end: 'held', withinHours: A_DAY },
  },
  {
    name: 'one-variant',
    title: 'Only the control reports',
    weather: () => ({ loss: (variant) => (variant === 'on' ? 1 : 0) }),
    must: { end: 'paused', withinHours: A_DAY },
  },
  {
    name: 'loss',
    title: 'Three in ten exposures of the treatment get lost',
    weather: () => ({ loss: (variant) => (variant === 'on' ? 0.3 : 0) }),
    must: { end: 'paused', withinHours: A_DAY },
  },
  {
    name: 'nan',
    title: 'The metric turns into NaN',
    measured: (measurement, hour) =>
      'fault' in measurement || hour < 4 ? measurement : withNaN(measurement),
    must: { end: 'held', withinHours: A_DAY },
  },
  {
    name: 'flood',
    title: 'Somebody sends crashes that nobody had, by the key that every page has',
    strangers: (hour) =>
      hour >= 4 ? { people: 1_500, have: 'treatment', crashWith: 'on' } : undefined,
    must: { end: 'held', withinHours: A_DAY },
  },
  {
    name: 'strangers',
    title:
      'Somebody makes up 150 people an hour who crash, too few for a flood; the guardrail counts what servers send',
    sentBy: 'server',
    strangers: (hour) =>
      hour >= 4 ? { people: 150, have: 'treatment', crashWith: 'on' } : undefined,
    must: { end: 'went on', withinHours: A_DAY },
  },
  {
    name: 'hidden-harm',
    title:
      'The treatment is broken, and somebody makes up people with whom it is the control that crashes; the guardrail counts what servers send',
    sentBy: 'server',
    weather: () => ({ crashRate: onTreatment(BAD) }),
    strangers: () => ({ people: 60, have: 'either', crashWith: 'off' }),
    brokenFrom: BEGIN_HOUR,
    must: { end: 'rolled back', withinHours: 12 },
  },
  {
    name: 'delays',
    title: 'Everything arrives three hours late, and the treatment is broken',
    weather: () => ({ crashRate: onTreatment(BAD) }),
    brokenFrom: BEGIN_HOUR,
    wire: () => ({ ...CLEAN, lateHours: 3 }),
    must: { end: 'rolled back', withinHours: 15 },
  },
  {
    name: 'replays',
    title: 'Every event is sent ten times',
    wire: () => ({ ...CLEAN, times: 10 }),
    must: { end: 'went on', withinHours: A_DAY },
  },
  {
    name: 'reversal',
    title: 'The treatment is broken for four hours, and then looks better than ever',
    weather: (hour) => ({ crashRate: onTreatment(hour <= FAULT_HOUR ? 2 * BAD : 0) }),
    brokenFrom: BEGIN_HOUR,
    brokenUntil: FAULT_HOUR,
    must: { end: 'rolled back', withinHours: 6 },
  },
  {
    name: 'season',
    title: 'Traffic and crashes rise and fall with the hour of the day, alike in both variants',
    weather: (hour) => {
      const wave = Math.sin((2 * Math.PI * hour) / 24)
      return { traffic: 1 + 0.8 * wave, crashRate: () => USUAL * (1 + 0.8 * wave) }
    },
    must: { end: 'went on', withinHours: A_DAY },
  },
  {
    name: 'clock-jumps',
    title: 'The wall clock jumps an hour ahead, and an hour back',
    jumps: [
      { hour: 3, ms: 3_600_000 },
      { hour: 5, ms: -3_600_000 },
    ],
    must: { end: 'went on', withinHours: A_DAY },
  },
  {
    name: 'takeover',
    title: 'The instance that runs it is stopped twice, and another takes over',
    takeovers: [4, 9],
    must: { end: 'went on', withinHours: A_DAY },
  },
  {
    name: 'killed',
    title:
      'The instance that runs it is killed at every other look, in the middle of writing it down',
    kills: [4, 6, 8, 10, 12],
    must: { end: 'went on', withinHours: A_DAY },
  },
  {
    name: 'killed-broken',
    title: 'It is killed at every other look, and the treatment is broken',
    kills: [4, 6, 8, 10, 12],
    weather: () => ({ crashRate: onTreatment(BAD) }),
    brokenFrom: BEGIN_HOUR,
    must: { end: 'rolled back', withinHours: 14 },
  },
  {
    name: 'two-instances',
    title: 'Two instances run all the time, and the treatment is broken',
    hasRival: true,
    weather: () => ({ crashRate: onTreatment(BAD) }),
    brokenFrom: BEGIN_HOUR,
    must: { end: 'rolled back', withinHours: 12 },
  },
  {
    name: 'full-disk',
    title: 'The disk is full for two hours while the treatment is broken',
    full: [3, 5],
    weather: () => ({ crashRate: onTreatment(BAD) }),
    brokenFrom: BEGIN_HOUR,
    must: { end: 'rolled back', withinHours: 14 },
  },
]

/** The usual weather. */
export const FAIR: Weather = { traffic: 1, crashRate: () => USUAL, loss: () => 0 }

/** How events travel when nothing is said. */
export const CLEAN_WIRE: Wire = CLEAN

function withNaN(measurement: Measurement): Measurement {
  const metrics = Object.entries(measurement.metrics).map(([name, reading]) => [
    name,
    'fault' in reading
      ? reading
      : { ...reading, treatment: { kind: 'rate', successes: Number.NaN, n: reading.treatment.n } },
  ])
  return { ...measurement, metrics: Object.fromEntries(metrics) as Measurement['metrics'] }
}
