import { expect, it } from 'vitest'
import { EVENTS } from '../machine/event.ts'
import { STATES } from '../machine/state.ts'
import { BOB, drive, measured } from '../testing/driver.ts'
import { EVENT_OF, EVERY_PLAN, STATE_OF } from '../testing/every-state.ts'
import { NOON, PLAN, planOf } from '../testing/plans.ts'
import { hashOf } from './canonical.ts'
import { EDITION } from './edition.ts'
import { decide, type DecisionEntry } from './entry.ts'
import { withoutWords } from './without-words.ts'

/** What the stories came to, by the edition that tells them. */
const KNOWN = {
  rules: {
    1: '90d1a7a1359b1c90074dbc63fa05ca47cc1d1de0e2de4e55a3755d169ff2b4c3',
    2: 'f3ecba58708fcf9472e01b0c536b1fc15a554715be661e802cd2498f8b724153',
    3: 'cda18542afd303591d8c52e8d14facab764d377fbd02669301dac010d98c6aab',
    4: '28adb3db1fadd7cb3a6718e9a3d4ce43de4d536923f52ea4ce260f90de4ce764',
  },
  words: {
    1: '8a5eff8c5160148612053575aaa2c7ee7850b8225b0e7cd0fabb725ee76e3411',
    2: '4c4bf6c1279a6cd8e0c02227d18b98c0e0d94bc524b548d2f0537afc42ccea74',
    3: '4ad5920cc91f3294a0783e987435826fe4da0164172adeb207b610f90bb1dbff',
    4: '237e271f75939571a048e969e7440c6e292629f4b6a92db29c46d084b67c2a82',
  },
}

const MANY = { ...PLAN.guardrails[0]!, test: 'asymptotic_cs' } as const

/** Every state with every event, and a rollout that sees a little of everything. */
function stories(): readonly DecisionEntry[] {
  const pairs = STATES.flatMap((name) =>
    EVENTS.map((kind) => decide(EVERY_PLAN, STATE_OF[name], EVENT_OF[kind]).entry),
  )
  const plan = planOf({ steps: planOf().steps.slice(1) })
  const there = { clients: { connected: 3, fetched: 3 } }
  const whole = drive(plan).start()
  whole.tick({ fault: 'the event store is down' })
  whole.tick(measured({ units: [0, 4], crashes: [0, 1] }))
  for (let tick = 1; tick <= 70; tick++) {
    whole.tick(measured({ units: [60 * tick, 60 * tick], crashes: [3 * tick, 3 * tick] }))
  }
  whole.send({ kind: 'approve', at: NOON, by: BOB, step: 'tenth' })
  whole.tick(measured({ units: [5_000, 5_000], crashes: [250, 251] }, { suspect: 'a flood.' }))
  whole.tick(measured({ units: [5_000, 5_000], crashes: [250, 251] }))
  whole.send({ kind: 'stepped_in', at: NOON, by: BOB, version: 60, message: 'Bob.', isGone: false })
  whole.send({ kind: 'resume', at: NOON, by: BOB, reason: 'It was a mistake' })
  whole.tick(measured({ units: [9_000, 9_000], crashes: [450, 900] }))
  whole.tick(measured({ units: [0, 40], crashes: [0, 2] }), there)
  whole.tick(measured({ units: [0, 9_000], crashes: [0, 450] }), there)
  whole.send({ kind: 'close', at: NOON, by: BOB, reason: 'A null in the basket.' })
  const lost = drive(plan).start()
  lost.tick(measured({ units: [900, 300], crashes: [9, 3] }))
  lost.send({ kind: 'resume', at: NOON, by: BOB, reason: 'Repaired' })
  lost.tick(measured({ units: [900, 900], crashes: [9, 9] }))
  const many = drive(planOf({ steps: PLAN.steps.slice(1), guardrails: [MANY] })).start()
  many.tick(measured({ units: [400, 400], crashes: [0, 3] }))
  many.tick(measured({ units: [900, 900], crashes: [12, 11] }))
  many.tick(measured({ units: [1_400, 1_400], crashes: [18, 90] }))
  const none = drive(planOf({ steps: PLAN.steps.slice(1), guardrails: [MANY] })).start()
  none.tick(measured({ units: [600, 600], crashes: [0, 200] }))
  none.tick(measured({ units: [0, 90], crashes: [0, 0] }), there)
  const amounts = drive(planOf({ steps: PLAN.steps.slice(1), guardrails: [MANY] })).start()
  for (const [before, after] of [
    [0, 0],
    [0, 0.3],
  ] as const) {
    const control = { kind: 'mean', n: 600, mean: before, variance: before } as const
    const treatment = { kind: 'mean', n: 600, mean: after, variance: after } as const
    amounts.tick(
      measured(
        { units: [600, 600], crashes: [0, 0] },
        { metrics: { crash_rate: { control, treatment } } },
      ),
    )
  }
  const pauses = { ...PLAN.guardrails[0]!, onRegression: 'pause' } as const
  const accepted = drive(planOf({ steps: PLAN.steps.slice(1), guardrails: [pauses] })).start()
  accepted.tick(measured({ units: [3_000, 3_000], crashes: [30, 120] }))
  accepted.send({ kind: 'resume', at: NOON, by: BOB, dismiss: ['crash_rate'] })
  accepted.tick(measured({ units: [3_100, 3_100], crashes: [31, 121] }))
  const doubted = drive(planOf({ steps: PLAN.steps.slice(1) })).start()
  const rate = (successes: number, n: number) => ({ kind: 'rate', successes, n }) as const
  const harm = { control: rate(9, 900), treatment: rate(60, 900) }
  const without = { units: 10, control: rate(8, 890), treatment: rate(9, 890) }
  const few = measured({ units: [900, 900], crashes: [9, 60] })
  doubted.tick({ ...few, metrics: { crash_rate: { ...harm, without } } })
  const uneven = { control: rate(9, 900), treatment: rate(3, 300), isApart: true } as const
  doubted.tick({ ...few, metrics: { crash_rate: uneven } })
  doubted.tick({
    ...few,
    suspect: 'a flood.',
    metrics: { crash_rate: { ...harm, isApart: true } },
  })
  const { rollback } = EVERY_PLAN
  const hooked = drive(planOf({ steps: PLAN.steps.slice(1), rollback })).start()
  hooked.tick(measured({ units: [4_000, 4_000], crashes: [40, 400] }))
  hooked.tick(measured({ units: [0, 90], crashes: [0, 9] }), there)
  hooked.send({ kind: 'hook', at: NOON, outcome: 'told' })
  for (let tick = 1; tick <= 10; tick++)
    hooked.tick(measured({ units: [0, 900], crashes: [0, 90] }), there)
  hooked.send({ kind: 'hook', at: NOON, outcome: 'acknowledged' })
  hooked.tick(measured({ units: [0, 4_000], crashes: [0, 40] }), there)
  const apart = decide(
    EVERY_PLAN,
    { ...STATE_OF.rolling_back, pending: { kind: 'restore', version: 41 } },
    { kind: 'applied', at: NOON, version: 60, instead: 'There is no segment "crew".' },
  ).entry
  const off = decide(
    EVERY_PLAN,
    { ...STATE_OF.rolling_back, pending: { kind: 'restore', version: 41 } },
    { kind: 'applied', at: NOON, version: 60, staysOff: true },
  ).entry
  const asked = decide(
    EVERY_PLAN,
    { ...STATE_OF.verifying, hook: 'waiting' },
    { kind: 'hook', at: NOON, by: BOB, outcome: 'acknowledged', message: 'I saw it' },
  ).entry
  const behind = decide(
    EVERY_PLAN,
    { ...STATE_OF.running, seenUntil: NOON + 7_200_000 },
    EVENT_OF.tick,
  ).entry
  const unwatched = drive(planOf({ steps: PLAN.steps.slice(1) })).start()
  unwatched.send({ kind: 'roll_back', at: NOON, by: BOB })
  unwatched.tick(measured({ units: [0, 900], crashes: [0, 9] }), there)
  const asleep = drive(planOf({ steps: PLAN.steps.slice(1) })).start()
  asleep.tick(measured({ units: [4_000, 4_000], crashes: [40, 400] }))
  for (let tick = 1; tick <= 30; tick++) {
    const clients = { connected: 301, fetched: 10 * tick }
    asleep.tick(measured({ units: [0, 900], crashes: [0, 90] }), { clients })
  }
  return [
    ...pairs,
    apart,
    off,
    asked,
    behind,
    ...[whole, lost, many, none, amounts, accepted, doubted, hooked, unwatched, asleep].flatMap(
      ({ log }) => log,
    ),
  ]
}

const turns = stories().map(({ after: state, commands, decision }) => ({
  state,
  commands,
  decision,
}))

it('has the rules that its number says: raise `rules` in EDITION where an event comes to something else', () => {
  expect(KNOWN.rules).toHaveProperty(
    String(EDITION.rules),
    hashOf(rounded(turns.map(withoutWords))),
  )
})

it('has the words that its number says: raise `words` in EDITION where a sentence is worded anew', () => {
  const words = turns.map(({ commands, decision: { rule, guardrails = [] } }) => [
    rule,
    ...guardrails.map(({ because }) => because),
    ...commands.map((command) => ('text' in command ? command.text : undefined)),
  ])
  expect(KNOWN.words).toHaveProperty(String(EDITION.words), hashOf(rounded(words)))
})

it('writes its edition into every decision', () => {
  for (const { edition } of stories()) expect(edition).toEqual(EDITION)
})

/** Processors differ in the last digits of a logarithm. */
function rounded(value: unknown): unknown {
  const text = JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'number' && !Number.isInteger(part) ? Number(part.toPrecision(9)) : part,
  )
  return JSON.parse(text)
}
