import { describe, expect, it } from 'vitest'
import { createCrowd, type Crowd } from '../drill/crowd.ts'
import { EXIT } from '../exit-codes.ts'
import { testBench, type TestBench } from '../testing/test-service.ts'

const SEED = `schemaVersion: 1
metrics:
  crash_rate: { kind: conversion, crashes: true, direction: lower_is_better }
flags:
  new-checkout:
    rules:
      - id: split
        serve:
          split: [{ variant: on, weightBps: 10000 }]
          coverageBps: 0
`

const PLAN = `flag: new-checkout
rule: split
treatment: on
control: off
steps:
  - { name: half, shareBps: 5000, holdMs: 3600000, monitored: true, minUnitsPerVariant: 20 }
  - { name: all, shareBps: 10000, approval: the owner }
guardrails:
  - metric: crash_rate
    direction: lower_is_better
    marginRelative: 0
    test: event_count_sequential
    onRegression: roll_back
on: { inconclusive: hold, noData: hold, srm: pause }
tickMs: 1000
rollback: { verifyWithinMs: 2000, cooldownMs: 0 }
`

interface Scene extends TestBench {
  readonly crowd: Crowd
}

async function scene(): Promise<Scene> {
  const bench = await testBench(SEED)
  await bench.write('plan.yaml', PLAN)
  const crowd = createCrowd({
    url: new URL(`${bench.service.url}/`),
    key: 'sluice_client_demo',
    flag: 'new-checkout',
    unit: 'targetingKey',
    fetch: globalThis.fetch,
    now: Date.now,
    random: Math.random,
  })
  return { ...bench, crowd }
}

describe('sluice rollout', () => {
  it('refuses a plan that cannot work, with the reason and the fix', async () => {
    const { sluice, write } = await scene()
    const bare = await sluice(['rollout', 'plan', 'plan.yaml'])
    expect(bare.exit).toBe(EXIT.invalid)
    expect(bare.err).toContain('has had no exposures')
    await write('bad.yaml', PLAN.replace('shareBps: 5000', 'shareBps: 0'))
    const zero = await sluice(['rollout', 'plan', 'bad.yaml'])
    expect(zero.err).toContain('Begin above zero')
    await write('torn.yaml', 'flag: [')
    expect((await sluice(['rollout', 'plan', 'torn.yaml'])).exit).toBe(EXIT.invalid)
    expect((await sluice(['rollout', 'list'])).out).toBe('There are no rollouts.\n')
  })

  it(
    'plans, starts, watches a rollback, replays it and closes it',
    { timeout: 60_000 },
    async () => {
      const { sluice, crowd } = await scene()
      await crowd.come(60, () => 0)
      const checked = await sluice(['rollout', 'plan', 'plan.yaml', '--dry-run'])
      expect(checked.out).toContain('# When the rollout of "new-checkout" needs you')
      const planned = await sluice(['rollout', 'plan', 'plan.yaml'])
      expect(planned.out).toMatch(/^new-checkout {2}draft {2}r-[0-9a-f]{10}\n {2}○ half {2}50 %/)
      const declined = await sluice(['rollout', 'start', 'new-checkout'], { answers: ['n'] })
      expect([declined.exit, declined.err]).toEqual([EXIT.failed, 'Nothing was done.\n'])
      const started = await sluice(['rollout', 'start', 'new-checkout', '--yes'])
      expect(started.out).toContain('◉ half  50 %')

      const visits = await crowd.come(120, (variant) => (variant === 'on' ? 0.6 : 0))
      expect(visits.byVariant['on']).toBeGreaterThan(30)
      const watched = await sluice(['rollout', 'status', 'new-checkout', '--watch'])
      expect(watched.exit).toBe(EXIT.alarm)
      expect(watched.out).toContain('crash_rate is worse than the control')
      expect(watched.out).toContain('rolled_back')
      const versions = await sluice(['versions', '--json'])
      expect(versions.json().items[0]).toMatchObject({ action: 'rollout.restore' })

      const replayed = await sluice(['replay', 'new-checkout', '--out', 'log.json'])
      expect([replayed.exit, replayed.out]).toEqual([
        EXIT.ok,
        expect.stringMatching(/\d+ decisions, each the same again, bit for bit\./),
      ])
      expect((await sluice(['replay', '--file', 'log.json'])).exit).toBe(EXIT.ok)
      const paper = await sluice(['rollout', 'post-mortem', 'new-checkout'])
      expect(paper.out).toContain('| rolled back by | its guardrails |')
      const closed = await sluice([
        'rollout',
        'close',
        'new-checkout',
        '--reason',
        'It was a drill.',
      ])
      expect(closed.exit).toBe(EXIT.ok)
      expect((await sluice(['rollout', 'list'])).out).toContain('rolled_back')
    },
  )

  it('says before a push that it would change a flag under its rollout', async () => {
    const { sluice, crowd, read, write } = await scene()
    await crowd.come(60, () => 0)
    await sluice(['rollout', 'plan', 'plan.yaml'])
    await write('flags.yaml', SEED.replace('coverageBps: 0', 'coverageBps: 1'))
    const before = await sluice(['push', '--dry-run'])
    expect(before.out + before.err).not.toContain('is being rolled out')
    await write('flags.yaml', SEED)
    await sluice(['rollout', 'start', 'new-checkout', '--yes'])
    const pushed = await sluice(['push', '--dry-run'])
    expect(pushed.out + pushed.err).toMatch(
      /new-checkout is being rolled out \(r-[0-9a-f]+, running\): .* Pull first to keep its share\./,
    )
    await sluice(['pull', '--yes'])
    await write(
      'flags.yaml',
      `${await read('flags.yaml')}`.replace('rules:', 'title: Checkout\n    rules:'),
    )
    const words = await sluice(['push', '--dry-run'])
    expect(words.out + words.err).not.toContain('is being rolled out')
  })

  it('watches from the draft on, until the end', { timeout: 60_000 }, async () => {
    const { sluice, crowd } = await scene()
    await crowd.come(60, () => 0)
    await sluice(['rollout', 'plan', 'plan.yaml'])
    let isOver = false
    const watched = sluice(['rollout', 'status', 'new-checkout', '--watch']).finally(() => {
      isOver = true
    })
    // Longer than from one look of it to the next.
    await new Promise((resolve) => setTimeout(resolve, 2_500))
    expect(isOver).toBe(false)
    await sluice(['rollout', 'start', 'new-checkout', '--yes'])
    await sluice(['rollout', 'rollback', 'new-checkout', '--reason', 'I saw it'])
    const { exit, out } = await watched
    expect(exit).toBe(EXIT.alarm)
    expect(out).toMatch(/draft[^]*rolled_back/)
  })

  it('finds a decision that was changed in a log', { timeout: 60_000 }, async () => {
    const { sluice, crowd, read, write } = await scene()
    await crowd.come(60, () => 0)
    await sluice(['rollout', 'plan', 'plan.yaml'])
    await sluice(['rollout', 'start', 'new-checkout', '--yes'])
    await sluice(['rollout', 'rollback', 'new-checkout', '--reason', 'I saw it'])
    await sluice(['replay', 'new-checkout', '--out', 'log.json'])
    await write('log.json', (await read('log.json')).replace('I saw it', 'I did not'))
    const replayed = await sluice(['replay', '--file', 'log.json'])
    expect(replayed.exit).toBe(EXIT.alarm)
    expect(replayed.err).toContain('came out differently')
    const log = JSON.parse(await read('log.json')) as { decisions: object[] }
    await write('log.json', JSON.stringify({ ...log, decisions: log.decisions.slice(1) }))
    const holed = await sluice(['replay', '--file', 'log.json'])
    expect([holed.exit, holed.err]).toEqual([
      EXIT.alarm,
      expect.stringContaining('Decision 1 is missing, and 2 is in its place'),
    ])
    await write('log.json', JSON.stringify({ ...log, decisions: [] }))
    const empty = await sluice(['replay', '--file', 'log.json'])
    expect([empty.exit, empty.err]).toEqual([EXIT.alarm, expect.not.stringContaining('each the')])
  })

  it(
    'finds an outcome that was changed, and a decision that was taken out, whatever the numbers say',
    {
      timeout: 60_000,
    },
    async () => {
      const { sluice, crowd, read, write } = await scene()
      await crowd.come(60, () => 0)
      await sluice(['rollout', 'plan', 'plan.yaml'])
      await sluice(['rollout', 'start', 'new-checkout', '--yes'])
      await sluice(['rollout', 'rollback', 'new-checkout', '--reason', 'I saw it'])
      await sluice(['replay', 'new-checkout', '--out', 'log.json'])
      interface Kept {
        readonly seq: number
        readonly outcome: string
        readonly entry: { readonly before: object; readonly event: object }
      }
      const log = JSON.parse(await read('log.json')) as { plan: object; decisions: Kept[] }
      const replayed = async (decisions: readonly object[], plan: unknown = log.plan) => {
        await write('other.json', JSON.stringify({ plan, decisions }))
        return sluice(['replay', '--file', 'other.json'])
      }
      const isBack = ({ outcome }: Kept): boolean => outcome === 'roll_back'
      const renamed = await replayed(
        log.decisions.map((one) => (isBack(one) ? { ...one, outcome: 'hold' } : one)),
      )
      expect([renamed.exit, renamed.err]).toEqual([
        EXIT.alarm,
        expect.stringMatching(/it is listed as "hold", and was "roll_back"\./),
      ])
      const numbered = (decisions: readonly Kept[]): Kept[] =>
        decisions.map((one, index) => ({ ...one, seq: index + 1 }))
      const without = await replayed(numbered(log.decisions.filter((one) => !isBack(one))))
      expect([without.exit, without.err]).toEqual([
        EXIT.alarm,
        expect.stringContaining('A decision before it is missing'),
      ])
      const late = await replayed(numbered(log.decisions.slice(1)))
      expect(late.err).toContain('What came before the first decision is missing')
      for (const [decisions, plan, fault] of [
        [[{}], log.plan, 'decisions.0.seq has to be a number'],
        [log.decisions, null, 'it has no "plan"'],
        [
          [{ ...log.decisions[0]!, entry: { ...log.decisions[0]!.entry, event: null } }],
          log.plan,
          'decisions.0.entry.event has to be an object',
        ],
      ] as const) {
        const bad = await replayed(decisions, plan)
        expect(bad.err).toContain(`is no decision log: ${fault}`)
      }
      await write('other.json', '[')
      expect((await sluice(['replay', '--file', 'other.json'])).err).toContain('it is no JSON')
    },
  )

  it('says of a log what another release worded, and what it decided by other rules', async () => {
    const { sluice, crowd, read, write } = await scene()
    await crowd.come(60, () => 0)
    await sluice(['rollout', 'plan', 'plan.yaml'])
    await sluice(['rollout', 'start', 'new-checkout', '--yes'])
    await sluice(['replay', 'new-checkout', '--out', 'log.json'])
    const log = await read('log.json')
    const worded = log
      .replaceAll(/"words": \d+/g, '"words": 0')
      .replaceAll('started it:', 'began it:')
    await write('worded.json', worded)
    const reworded = await sluice(['replay', '--file', 'worded.json'])
    expect(reworded.exit).toBe(EXIT.ok)
    expect(reworded.out).toMatch(/started +admin began it|same, reworded/)
    expect(reworded.out).toContain(
      '1 of them was worded by another release: states, orders and numbers are the same, bit for bit, and the sentences were not compared.',
    )
    const ruled = log
      .replaceAll(/"rules": \d+/g, '"rules": 0')
      .replace('"outcome": "hold"', '"outcome": "no_data"')
    await write('ruled.json', ruled.replaceAll('"heldMs": 0', '"heldMs": 1'))
    const other = await sluice(['replay', '--file', 'ruled.json'])
    expect(other.exit).toBe(EXIT.alarm)
    expect(other.err).toContain('OTHER RULES')
    expect(other.err).toContain('Replay the log with the release that wrote it')
  }, 60_000)

  it('refuses to let authors approve their own steps', { timeout: 60_000 }, async () => {
    const { sluice, crowd } = await scene()
    await crowd.come(60, () => 0)
    await sluice(['rollout', 'plan', 'plan.yaml'])
    await sluice(['rollout', 'start', 'new-checkout', '--yes'])
    const approved = await sluice(['rollout', 'approve', 'new-checkout'])
    expect(approved.err).toContain('Nobody approves their own rollout')
    expect((await sluice(['rollout', 'status', 'nothing'])).err).toContain(
      'There is no rollout of "nothing"',
    )
  })
})
