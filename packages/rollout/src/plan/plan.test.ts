import { expect, it } from 'vitest'
import { faultsOf, HOUR_MS, PLAN, planOf } from '../testing/plans.ts'
import { checkPlan } from './check-plan.ts'
import { parsePlan, type PlanDocument } from './plan-schema.ts'
import type { RolloutPlan } from './plan.ts'
import type { Surroundings } from './surroundings.ts'

const AROUND: Surroundings = {
  flag: {
    archived: false,
    enabled: true,
    variants: ['on', 'off'],
    defaultVariant: 'off',
    splitRules: ['split'],
  },
  segments: ['staff'],
  metrics: { crash_rate: { kind: 'rate', direction: 'lower_is_better', hasData: true } },
  unitsPerDay: 1_000_000,
  otherRollouts: [],
}

/** A step for an audience that its guardrails decide about. */
const OF_STAFF = { ...PLAN.steps[1]!, name: 'early', audience: 'staff', shareBps: 5_000 }

const [staff, canary, tenth, most, all] = PLAN.steps
const [guardrail] = PLAN.guardrails

it('accepts a plan that can work', () => {
  expect(checkPlan(planOf(), AROUND)).toEqual([])
})

it.each([
  [
    'a first step of zero',
    { steps: [{ ...canary!, shareBps: 0 }] },
    /steps\[0\]\.shareBps: A step of zero/,
  ],
  [
    'shares that fall',
    { steps: [most!, tenth!, all!] },
    /steps\[1\]\.shareBps: .*rise from step to step/,
  ],
  [
    'a share that stays',
    { steps: [canary!, { ...canary!, name: 'again' }] },
    /rise from step to step/,
  ],
  [
    'staff after more than staff',
    { steps: [most!, { ...staff!, shareBps: 7_000 }] },
    /8000 was reached/,
  ],
  [
    'an outcome that nothing is said about',
    { on: { inconclusive: 'hold', noData: 'hold' } as PlanDocument['on'] },
    /^on\.srm: This is missing\. Say "hold", "pause" or "roll_back"\.$/,
  ],
  [
    'a word for an outcome that would ship',
    { on: { ...PLAN.on, noData: 'advance' as 'hold' } },
    /^on\.noData: Say "hold", "pause" or "roll_back", not "advance"\.$/,
  ],
  [
    'a member that there is not',
    { tickMS: 1_000 } as Partial<PlanDocument>,
    /^plan: A plan has no "tickMS" here\. Correct the spelling, or take it away\.$/,
  ],
  ['a tick that is too short', { tickMs: 10 }, /^tickMs: 10 is too little\. Give at least 1000\.$/],
  [
    'a verification that is over before anybody looks',
    { rollback: { ...PLAN.rollback, verifyWithinMs: 1_000 }, tickMs: 60_000 },
    /^rollback\.verifyWithinMs: It is 1000, and somebody looks every 60000/,
  ],
  [
    'a password in the address of its hook',
    {
      rollback: {
        ...PLAN.rollback,
        hook: { url: 'https://me:secret@deploy.example', timeoutMs: 1_000 },
      },
    },
    /^rollback\.hook\.url: Leave name and password out/,
  ],
  ['a monitored step without a metric', { guardrails: [] }, /there is no metric to watch/],
  ['nobody left to compare with', { steps: [{ ...canary!, shareBps: 10_000 }] }, /nobody is left/],
  [
    'a raise that nobody looks at',
    { steps: [{ name: 'canary', shareBps: 100 }, all!] },
    /nobody and nothing has looked/,
  ],
  [
    'a raise from some people to everybody that nobody looks at',
    { steps: [staff!, all!] },
    /^steps\[0\]: After "staff" the share would rise although nobody and nothing has looked\. Monitor "all", or/m,
  ],
  [
    'a raise from one audience to another that nobody looks at',
    { steps: [staff!, { ...staff!, name: 'trade', audience: 'trade' }, canary!, all!] },
    /^steps\[0\]: After "staff" the share would rise/m,
  ],
  [
    'guardrails that never look',
    { steps: [all!] },
    /^guardrails: No step is monitored, so they would never look/m,
  ],
  [
    'guardrails that never look, where people approve',
    {
      steps: [
        { name: 'canary', shareBps: 100 },
        { ...all!, approval: 'the owner' },
      ],
    },
    /^guardrails: No step is monitored/m,
  ],
  [
    'a plan that nothing and nobody looks at',
    { steps: [all!], guardrails: [] },
    /^steps: Nothing and nobody would look at any of them/m,
  ],
  [
    'a step that asks for no units',
    { steps: [{ ...canary!, minUnitsPerVariant: 0 }] },
    /Ask for units/,
  ],
  ['a hold shorter than a tick', { steps: [{ ...canary!, holdMs: 1 }] }, /before anybody looked/],
  [
    'patience shorter than the hold',
    { steps: [{ ...canary!, maxWaitMs: 60_000 }] },
    /give up before/,
  ],
  [
    'two steps of one name',
    { steps: [canary!, { ...most!, name: 'canary' }] },
    /Two steps are called/,
  ],
  [
    'two guardrails on one metric',
    { guardrails: [guardrail!, guardrail!] },
    /Two guardrails watch/,
  ],
  [
    'ruling out less than is accepted',
    { guardrails: [{ ...guardrail!, marginRelative: 0.2, mustRuleOutRelative: 0.1 }] },
    /less than what is accepted/,
  ],
  ['a comparison with itself', { control: 'on' }, /the same variant/],
  [
    'a freeze that ends before it begins',
    { freezes: [{ startsAt: 2, endsAt: 1, reason: 'x' }] },
    /Turn the two around/,
  ],
  [
    'a freeze until after every calendar',
    { freezes: [{ startsAt: 0, endsAt: 9e15, reason: 'x' }] },
    /^freezes\[0\]\.endsAt: 9000000000000000 is no date between 1970 and 9999\. Give epoch milliseconds, from 0 to 253402300799999\.$/,
  ],
  [
    'a freeze since before every calendar',
    { freezes: [{ startsAt: -9e15, endsAt: -8.9e15, reason: 'x' }] },
    /^freezes\[0\]\.startsAt: -9000000000000000 is no date/,
  ],
  [
    'a freeze of hours over midnight',
    { freezes: [{ weekdays: [5], fromHour: 22, toHour: 6, reason: 'x' }] },
    /A freeze over midnight is two/,
  ],
  [
    'shipping on inconclusive',
    { on: { ...PLAN.on, inconclusive: 'advance' as 'hold' } },
    /on\.inconclusive/,
  ],
  ['an unknown member', { typo: 1 } as object, /typo/],
] satisfies [string, Partial<PlanDocument>, RegExp][])('refuses %s', (_, changes, reason) => {
  expect(faultsOf(changes).join('\n')).toMatch(reason)
})

it('accepts people in the place of guardrails, and an audience before what is monitored', () => {
  const byPeople = [
    { name: 'canary', shareBps: 100 },
    { ...all!, approval: 'the owner' },
  ]
  expect(faultsOf({ steps: byPeople, guardrails: [] })).toEqual([])
  expect(faultsOf({ steps: [{ ...all!, approval: 'the owner' }], guardrails: [] })).toEqual([])
  expect(faultsOf({ steps: [staff!, canary!, all!] })).toEqual([])
  expect(faultsOf({ steps: [staff!, { ...all!, approval: 'the owner' }, most!] })).not.toEqual([])
})

type Refused = [string, Partial<Surroundings>, RegExp, RolloutPlan?]

it.each([
  ['a flag that is not there', { flag: undefined }, /There is no flag "new-checkout"/],
  ['an archived flag', { flag: { ...AROUND.flag!, archived: true } }, /is archived/],
  ['a flag that is off', { flag: { ...AROUND.flag!, enabled: false } }, /is off/],
  [
    'a rule that is not there',
    { flag: { ...AROUND.flag!, splitRules: ['other'] } },
    /no split rule "split" \(it has: other\)/,
  ],
  [
    'a variant that is not there',
    { flag: { ...AROUND.flag!, variants: ['off'] } },
    /no variant "on"/,
  ],
  [
    'a control that the others do not get',
    { flag: { ...AROUND.flag!, defaultVariant: 'on' } },
    /Compare with that one/,
  ],
  [
    'a flag that an experiment runs on',
    { flag: { ...AROUND.flag!, experiment: 'words' } },
    /experiment "words" runs on "new-checkout"/,
  ],
  [
    'a rule that others have the treatment by',
    { flag: { ...AROUND.flag!, treated: [0, 2_500] } },
    /buckets 0 to 2500 already, and "canary" to 5000 to 5100: some would lose it/,
  ],
  [
    'a rule that gives others something else',
    { flag: { ...AROUND.flag!, others: ['blue', 'green'] } },
    /The rule "split" gives "blue", "green" to some, and the first step would take that from them: it divides the rule between "on" and "off" alone\. Set its coverageBps to 0 first/,
  ],
  [
    'a rule that more of an audience have the treatment by',
    { flag: { ...AROUND.flag!, treated: [0, 2_500] }, segments: ['staff'] },
    /buckets 0 to 2500 already, and "early" gives it to 5000 to 6000 of "staff" alone: some of them would lose it/,
    planOf({
      steps: [{ ...PLAN.steps[0]!, name: 'early', shareBps: 1_000 }, ...PLAN.steps.slice(1)],
    }),
  ],
  ['an unknown audience', { segments: ['trade'] }, /no segment "staff" \(there are: trade\)/],
  [
    'a misspelt metric',
    { metrics: { crash_rte: AROUND.metrics['crash_rate']! } },
    /no metric "crash_rate" \(there are: crash_rte\)/,
  ],
  [
    'a metric that no guardrail can test',
    { metrics: { crash_rate: { unfit: 'it is a quantile. Watch a share.' } } },
    /^No guardrail can test "crash_rate": it is a quantile\. Watch a share\.$/m,
  ],
  [
    'a metric without data',
    { metrics: { crash_rate: { kind: 'rate', hasData: false } } },
    /never had a value/,
  ],
  [
    'a metric that goes the other way',
    { metrics: { crash_rate: { kind: 'rate', hasData: true, direction: 'higher_is_better' } } },
    /Make them agree/,
  ],
  [
    'counting the events of a mean',
    { metrics: { crash_rate: { kind: 'mean', hasData: true } } },
    /Use asymptotic_cs/,
  ],
  ['no traffic', { unitsPerDay: undefined }, /has had no exposures/],
  [
    'too little traffic for the window',
    { unitsPerDay: 50 },
    /about 0 units within 21600000 ms, and 500 are asked for/,
  ],
  [
    'too little of the traffic that its rule can draw',
    { unitsPerDay: 200_000, reach: 0.0005 },
    /about 0 units .* the rule "split" can draw and record 0\.05 %/,
  ],
  [
    'traffic of which its rule can draw none',
    { reach: 0 },
    /^None of those who meet the flag comes to the rule "split"/m,
  ],
  [
    'an audience with fewer people than a step asks for, however many of the others are in it',
    { unitsPerDay: 3_000 },
    /^The smaller variant of "early" would get about 375 units within 21600000 ms, and 500 are asked for\. /m,
    planOf({ steps: [OF_STAFF, ...PLAN.steps.slice(1)] }),
  ],
  [
    'an audience that few are in',
    { audiences: { staff: 0.001 } },
    /about 125 units .* "split" can draw and record 0\.1 %, by the segment "staff", its condition/,
    planOf({ steps: [OF_STAFF, ...PLAN.steps.slice(1)] }),
  ],
  [
    'an audience that nobody is in',
    { audiences: { staff: 0 } },
    /^None of those who meet the flag is in the segment "staff" and comes to the rule "split"/m,
    planOf({ steps: [OF_STAFF, ...PLAN.steps.slice(1)] }),
  ],
  [
    'a guardrail that nobody counts in before a step is over',
    { metrics: { crash_rate: { ...AROUND.metrics['crash_rate']!, livedMs: 6 * HOUR_MS } } },
    /^Whoever meets "canary" counts in "crash_rate" after 6 hours, and the step waits for 6 hours at most/m,
  ],
  [
    'a rule that nobody can come to, for that alone',
    { flag: { ...AROUND.flag!, unreachable: 'Nobody can.' }, unitsPerDay: undefined },
    /^Nobody can\.$/,
  ],
  [
    'a flag that records nobody, for that alone',
    { flag: { ...AROUND.flag!, uncounted: 'Nobody is.' }, unitsPerDay: undefined },
    /^Nobody is\.$/,
  ],
  [
    'another rollout of the flag',
    { otherRollouts: [{ id: 'r7', state: 'running', isLocked: false }] },
    /r7 .* is running/,
  ],
  [
    'an incident that is open',
    { otherRollouts: [{ id: 'r7', state: 'rolled_back', isLocked: true }] },
    /still open or cooling down/,
  ],
] satisfies Refused[])('refuses %s', (_, changes, reason, plan = planOf()) => {
  const faults = checkPlan(plan, { ...AROUND, ...changes })
  expect(faults.map(({ message }) => message).join('\n')).toMatch(reason)
})

it.each(['constructor', 'toString', '__proto__'])('knows no metric "%s"', (metric) => {
  const plan = planOf({ guardrails: [{ ...guardrail!, metric }] })
  expect(checkPlan(plan, AROUND)).toEqual([
    {
      path: 'guardrails[0].metric',
      message: `There is no metric "${metric}" (there are: crash_rate). A misspelt metric would never object.`,
    },
  ])
})

it('counts an audience that is large enough, and steps that go on counting together', () => {
  const plan = planOf({ steps: [OF_STAFF, ...PLAN.steps.slice(1)] })
  expect(checkPlan(plan, { ...AROUND, audiences: { staff: 0.01 } })).toEqual([])
  // "canary" and "tenth" compare the same people, "most" others.
  const metrics = { crash_rate: { ...AROUND.metrics['crash_rate']!, livedMs: 7 * HOUR_MS } }
  const faults = checkPlan(planOf(), { ...AROUND, metrics })
  expect(faults.map(({ path }) => path)).toEqual(['steps[1].maxWaitMs', 'steps[3].maxWaitMs'])
})

it('tells how long to wait where traffic is too little', () => {
  const [fault] = checkPlan(planOf(), { ...AROUND, unitsPerDay: 50_000 })
  expect(fault).toMatchObject({ path: 'steps[1].minUnitsPerVariant' })
  // 500 of the 500 a day that one in a hundred gives.
  expect(fault?.message).toContain('Wait 86400000 ms')
})

it('reads the plan of its own canonical text', () => {
  const plan = planOf()
  expect(parsePlan(JSON.parse(JSON.stringify(plan)))).toEqual(plan)
})
