import { expect, it } from 'vitest'
import { BOB, drive, measured } from '../testing/driver.ts'
import { NOON, PLAN, planOf } from '../testing/plans.ts'
import { playbook } from '../papers/playbook.ts'
import { postMortem } from '../papers/post-mortem.ts'
import { EDITION } from './edition.ts'
import type { DecisionEntry } from './entry.ts'
import { isNews } from './entry.ts'
import { replay } from './replay.ts'

const plan = planOf({ steps: planOf().steps.slice(1) })
const driver = drive(plan).start()
for (let tick = 1; tick <= 10; tick++) {
  driver.tick(measured({ units: [100 * tick, 100 * tick], crashes: [5 * tick, 5 * tick] }))
}
driver.tick(measured({ units: [3_000, 3_000], crashes: [150, 400] }, { query: 'select 1' }))
driver.tick(measured({ units: [0, 4_000], crashes: [0, 200] }), {
  clients: { connected: 2, fetched: 2 },
})
driver.send({ kind: 'close', at: NOON, by: BOB, reason: 'A null in the basket.' })
const stored = JSON.parse(JSON.stringify(driver.log)) as DecisionEntry[]

it('makes every decision of a stored log again, bit for bit', () => {
  expect(stored.length).toBe(16)
  expect(replay(plan, stored).every(({ isSame }) => isSame)).toBe(true)
})

it('finds a number that was changed, a state that was changed, and another plan', () => {
  const changed = (edit: (entry: DecisionEntry) => object): DecisionEntry[] =>
    stored.map((entry, index) => (index === 12 ? { ...entry, ...edit(entry) } : entry))
  const state = replay(
    plan,
    changed(({ after }) => ({ after: { ...after, heldMs: after.heldMs + 1 } })),
  )
  expect(state[12]).toMatchObject({ isSame: false })
  expect(state[12]?.difference).toContain('The state would be')
  expect(state[13]?.difference).toContain('does not begin where')
  const rule = replay(
    plan,
    changed(({ decision }) => ({ decision: { ...decision, rule: 'because' } })),
  )
  expect(rule[12]?.difference).toContain('The decision would be')
  expect(replay(planOf({ tickMs: 30_000 }), stored)[0]?.difference).toContain('another plan')
})

it('replays what another release worded, and says that it did not compare the words', () => {
  const words = EDITION.words - 1
  const other = stored.map((entry) => ({
    ...entry,
    edition: { ...EDITION, words },
    decision: { ...entry.decision, rule: `In other words: ${entry.decision.rule}` },
  }))
  const alarmed = other.map((entry) => ({
    ...entry,
    commands: entry.commands.map((command) =>
      command.kind === 'notify' ? { ...command, text: 'Look!' } : command,
    ),
  }))
  for (const one of replay(plan, alarmed))
    expect(one).toMatchObject({ isSame: true, isReworded: true })
  // The same words are compared, whoever wrote them.
  const same = stored.map((entry) => ({ ...entry, edition: { ...EDITION, words } }))
  expect(replay(plan, same).every((one) => one.isSame && one.isReworded === undefined)).toBe(true)
  const counted = other.map((entry) => ({ ...entry, after: { ...entry.after, heldMs: 1 } }))
  expect(replay(plan, counted.slice(5, 6))[0]).toMatchObject({
    isSame: false,
    difference: expect.stringContaining('The state would be'),
  })
})

it('says of what other rules decided that it comes out differently here, and by what', () => {
  const edition = { rules: EDITION.rules + 1, words: EDITION.words + 1 }
  const other = stored.map((entry) => ({
    ...entry,
    edition,
    decision: { ...entry.decision, outcome: 'noted' as const },
  }))
  expect(replay(plan, other)[3]).toMatchObject({
    isSame: false,
    isByOtherRules: true,
    difference: expect.stringMatching(
      `It was decided by the rules ${edition.rules}, and this release has the rules ${EDITION.rules}. The decision would be`,
    ),
  })
  // What comes out the same is the same, whoever decided it.
  const same = stored.map((entry) => ({ ...entry, edition }))
  expect(replay(plan, same).every((one) => one.isSame && one.isByOtherRules === undefined)).toBe(
    true,
  )
})

it('takes a log without an edition for one from before there were any', () => {
  const old = stored.map(({ edition: _edition, ...entry }) => ({
    ...entry,
    decision: { ...entry.decision, rule: 'Other words.' },
  })) as unknown as DecisionEntry[]
  expect(replay(plan, old)[5]).toMatchObject({ isSame: true, isReworded: true })
})

it('finds a decision that was taken out, by what no look that is left out can have changed', () => {
  const back = stored.findIndex(({ decision }) => decision.outcome === 'roll_back')
  for (const { outcome, name } of [
    { outcome: 'roll_back', name: 'name' },
    { outcome: 'restored', name: 'name' },
    { outcome: 'applied', name: 'step' },
  ]) {
    const at = stored.findIndex(({ decision }) => decision.outcome === outcome)
    const found = replay(plan, stored.toSpliced(at, 1))
    expect(found[at]).toMatchObject({ isSame: false })
    expect(found[at]?.difference).toMatch(
      new RegExp(`^A decision before it is missing: no look .* changes "(${name}|version)"`),
    )
  }
  // A look that counts, and nothing else, is not missed.
  const looks = replay(plan, stored.toSpliced(back - 4, 2))
  expect(looks.every(({ isSame }) => isSame)).toBe(true)
})

it('says of an entry that nothing can be made of it', () => {
  const broken = { ...stored[3]!, event: { ...stored[3]!.event, measurement: null } }
  expect(replay(plan, [broken as unknown as DecisionEntry])).toMatchObject([
    { isSame: false, difference: expect.stringContaining('It cannot be made again from what') },
  ])
})

it('keeps a look only when it says something new', () => {
  const kept: DecisionEntry[] = []
  for (const entry of stored) {
    const turn = { state: entry.after, commands: entry.commands, decision: entry.decision }
    if (isNews(kept.at(-1)?.decision, turn, entry.event)) kept.push(entry)
  }
  expect(kept.length).toBeLessThan(stored.length)
  expect(kept.some(({ decision }) => decision.outcome === 'roll_back')).toBe(true)
  expect(replay(plan, kept).every(({ isSame }) => isSame)).toBe(true)
})

it('drafts a post-mortem with the numbers, the times and what is left for people', () => {
  const text = postMortem(plan, stored) ?? ''
  expect(text).toContain('# Draft: "new-checkout" was rolled back')
  expect(text).toContain('| rolled back by | its guardrails |')
  expect(text).toContain('| units that had the treatment | 3000 |')
  expect(text).toContain('`crash_rate`: harmed, +166.67 %')
  expect(text).toContain('asked by: `select 1`')
  expect(text).toContain('the guardrails are back')
  expect(text).toContain('A null in the basket.')
  expect(postMortem(plan, stored.slice(0, 5))).toBeUndefined()
})

it('writes a playbook with the commands to stop it', () => {
  const text = playbook('r-1', plan)
  expect(text).toContain('sluice rollout rollback r-1')
  expect(text).toContain(
    "`crash_rate` is higher than the control's, beyond chance: it rolls back, at once.",
  )
  expect(text).toContain('| canary | 1 % | 1 hour | 500 units a variant, harm ruled out |  |')
  expect(text).toContain('duty manager: when nobody has acknowledged after 15 minutes')
  expect(text).not.toContain('sluice rollout deployed')
  const hook = { url: 'https://deploy.example/back', timeoutMs: 60_000 }
  const told = playbook('r-1', planOf({ rollback: { ...PLAN.rollback, hook } }))
  expect(told).toContain('sluice rollout deployed r-1 ')
  expect(told).toContain('Until it did, nobody can tell whether the rollback helped')
})

it('writes a playbook whose commands go to its environment, with a reason where one may be asked for', () => {
  const hook = { url: 'https://deploy.example/back', timeoutMs: 60_000 }
  const text = playbook('r-1', planOf({ rollback: { ...PLAN.rollback, hook } }), 'prod')
  expect(text).toContain('over "off" in prod, looks every')
  const commands = text.split('\n').filter((line) => line.startsWith('sluice '))
  expect(commands.map((line) => line.replace(/ +#.*$/, ''))).toEqual([
    'sluice rollout rollback r-1 --environment prod --reason "…"',
    'sluice rollout pause r-1 --environment prod --reason "…"',
    'sluice kill new-checkout --environment prod --reason "…"',
    'sluice rollout status r-1 --environment prod',
    'sluice rollout acknowledge r-1 --environment prod --reason "…"',
    'sluice rollout deployed r-1 --environment prod --reason "…"',
    'sluice rollout close r-1 --environment prod --reason "…"',
  ])
})

it('keeps a look at late events that change the picture, and goes on by what they say', () => {
  const late = drive(plan).start()
  for (let tick = 1; tick <= 10; tick++) {
    late.tick(measured({ units: [300 * tick, 300 * tick], crashes: [15 * tick, 15 * tick] }))
  }
  const before = late.decision()
  expect(before).toMatchObject({ outcome: 'hold', guardrails: [{ finding: 'clear' }] })
  // The crashes of the treatment came hours after those of the control.
  late.tick(measured({ units: [3_000, 3_000], crashes: [150, 215] }))
  const { event, after, commands, decision } = late.log.at(-1)!
  expect(decision.guardrails?.[0]?.finding).not.toBe('clear')
  expect(isNews(before, { state: after, commands, decision }, event)).toBe(true)
})

it('keeps a look by another method than the one before, names it, and makes it again', () => {
  const guardrail = { ...PLAN.guardrails[0]!, test: 'asymptotic_cs' } as const
  const many = planOf({ steps: PLAN.steps.slice(1), guardrails: [guardrail] })
  const driver = drive(many).start()
  for (const crashes of [3, 9, 11, 12]) {
    driver.tick(measured({ units: [900, 900], crashes: [crashes, crashes] }))
  }
  driver.tick(measured({ units: [900, 900], crashes: [12, 90] }))
  const looks = driver.log.filter(({ event }) => event.kind === 'tick')
  expect(looks.map(({ decision }) => decision.guardrails?.[0]?.method)).toEqual([
    'event_count_sequential',
    'event_count_sequential',
    'asymptotic_cs',
    'asymptotic_cs',
    'asymptotic_cs',
  ])
  const [, few, enough] = looks
  const { event, after, commands, decision } = enough!
  const same = {
    ...few!.decision,
    guardrails: decision.guardrails!.map((reading) => ({
      ...reading,
      method: 'event_count_sequential' as const,
    })),
  }
  const turn = { state: after, commands, decision: { ...decision, rule: same.rule } }
  expect(isNews(same, turn, event)).toBe(true)
  const kept = JSON.parse(JSON.stringify(driver.log)) as DecisionEntry[]
  expect(replay(many, kept).every(({ isSame }) => isSame)).toBe(true)
  expect(postMortem(many, kept)).toContain('+650 % against the control')
  expect(postMortem(many, kept)).toContain('by `asymptotic_cs`')
})

it('keeps a look that holds for another reason, and none that only counts on', () => {
  const decided = (rule: string) => ({ outcome: 'hold', rule }) as const
  const saysNews = (before: string, after: string): boolean => {
    const { event, after: state } = driver.log[3]!
    return isNews(decided(before), { state, commands: [], decision: decided(after) }, event)
  }
  const few = (units: number) => `The smaller variant has ${units} of the 500 units it asks for.`
  const quiet = (span: string) => `No new unit has met the control for ${span}.`
  const frozen = 'Nothing rises during a freeze: the sale.'
  expect(saysNews(few(499), 'It is not ruled out yet that crash_rate is worse.')).toBe(true)
  expect(saysNews('It is not ruled out yet that crash_rate is worse.', frozen)).toBe(true)
  expect(saysNews(few(12), few(13))).toBe(false)
  expect(saysNews(quiet('59 minutes'), quiet('1 hour'))).toBe(false)
  expect(saysNews(quiet('1 hour'), quiet('1 hour 1 minute'))).toBe(false)
})
