import { expect, it } from 'vitest'
import { parse } from 'yaml'
import { createCrowd } from '../drill/crowd.ts'
import { EXIT } from '../exit-codes.ts'
import { testBench } from '../testing/test-service.ts'

const SEED = `schemaVersion: 1
attributes: { account: { type: string } }
segments: { staff: { attribute: account, op: equals, values: [staff] } }
metrics:
  crash_rate: { kind: conversion, crashes: true, direction: lower_is_better }
flags:
  new-checkout: &gate
    rules: [{ id: split, serve: { split: [{ variant: on, weightBps: 10000 }], coverageBps: 0 } }]
  unseen: *gate
  busy: *gate
  gone: *gate
`

const PLAN = `flag: new-checkout
rule: split
treatment: on
control: off
steps:
  - { name: tenth, shareBps: 1000, holdMs: 3600000, monitored: true, minUnitsPerVariant: 1 }
  - { name: half, shareBps: 5000, holdMs: 3600000, monitored: true, minUnitsPerVariant: 1 }
  - { name: all, shareBps: 10000 }
guardrails:
  - metric: crash_rate
    direction: lower_is_better
    marginRelative: 0
    test: event_count_sequential
    onRegression: roll_back
on: { inconclusive: hold, noData: hold, srm: pause }
rollback: { verifyWithinMs: 60000, cooldownMs: 0 }
`

const without = (text: string, ...lines: readonly RegExp[]): string =>
  lines.reduce((rest, line) => rest.replace(line, ''), text)

/** What is wrong, where it is said to be, and what is said about it. */
const BAD: readonly (readonly [title: string, plan: string, line: RegExp, words: RegExp])[] = [
  [
    'no metric',
    without(PLAN, /guardrails:\n( .*\n)+/) + 'guardrails: []\n',
    /guardrails/,
    /there is no metric to watch\. Name one/,
  ],
  [
    'an unknown metric',
    PLAN.replace('metric: crash_rate', 'metric: crash_rat'),
    /metric: crash_rat/,
    /no metric "crash_rat" \(there are: .*crash_rate.*\)/,
  ],
  [
    'no traffic at all',
    PLAN.replace('flag: new-checkout', 'flag: unseen'),
    /name: tenth/,
    /has had no exposures.*Read the flag in the application first/,
  ],
  [
    'no traffic for its window',
    PLAN.replace('minUnitsPerVariant: 1 }', 'minUnitsPerVariant: 90000 }'),
    /minUnitsPerVariant: 90000/,
    /would get about \d+ units within 3600000 ms, and 90000 are asked for\. Wait \d+ ms, raise shareBps/,
  ],
  [
    'a first step of zero',
    PLAN.replace('shareBps: 1000', 'shareBps: 0'),
    /shareBps: 0/,
    /Begin above zero/,
  ],
  [
    'shares that fall',
    PLAN.replace('shareBps: 5000', 'shareBps: 500'),
    /shareBps: 500/,
    /is 500, and 1000 was reached before it\. Shares rise/,
  ],
  [
    'a raise from some people to everybody that nobody looks at',
    PLAN.replace(
      / {2}- \{ name: tenth.*\n.*\n/,
      '  - { name: tenth, audience: staff, shareBps: 1000 }\n',
    ),
    /name: tenth/,
    /After "tenth" the share would rise although nobody and nothing has looked\. Monitor "all"/,
  ],
  [
    'an unknown audience',
    PLAN.replace('name: tenth,', 'name: tenth, audience: staf,'),
    /audience: staf/,
    /no segment "staf" \(there are: staff\)/,
  ],
  [
    'a flag with another rollout',
    PLAN.replace('flag: new-checkout', 'flag: busy'),
    /flag: busy/,
    /of "busy" is running.*finish or abort that one first/,
  ],
  [
    'an archived flag',
    PLAN.replace('flag: new-checkout', 'flag: gone'),
    /flag: gone/,
    /"gone" is archived\. Roll out another/,
  ],
  [
    'a flag that there is not',
    PLAN.replace('flag: new-checkout', 'flag: new-chekout'),
    /flag: new-chekout/,
    /no flag "new-chekout"\. Create it, or correct the key/,
  ],
  [
    'no word about inconclusive data',
    PLAN.replace('inconclusive: hold, ', ''),
    /on: /,
    /This is missing\. Say "hold", "pause" or "roll_back"/,
  ],
  [
    'a word that would ship without data',
    PLAN.replace('noData: hold', 'noData: advance'),
    /noData: advance/,
    /Say "hold", "pause" or "roll_back", not "advance"/,
  ],
]

it(
  'refuses every plan that cannot work, before anything changes',
  { timeout: 120_000 },
  async () => {
    const { service, sluice, write } = await testBench(SEED)
    const headers = {
      authorization: 'Bearer sluice_admin_demo',
      'content-type': 'application/json',
    }
    const ask = async (path: string, init: RequestInit = {}): Promise<Response> =>
      fetch(`${service.url}/v1/environments/development/${path}`, { headers, ...init })
    /** Whatever a refused plan must leave as it is. */
    const everything = async (): Promise<unknown> => {
      const { items } = (await (await ask('rollouts')).json()) as { items: { id: string }[] }
      const rest = ['audit', 'versions'].map(async (path) => (await ask(path)).json())
      return [items.map(({ id }) => id), ...(await Promise.all(rest))]
    }
    for (const flag of ['new-checkout', 'busy']) {
      const crowd = createCrowd({
        url: new URL(`${service.url}/`),
        key: 'sluice_client_demo',
        flag,
        unit: 'targetingKey',
        fetch: globalThis.fetch,
        now: Date.now,
        random: Math.random,
      })
      await crowd.come(60, () => 0)
    }
    await write('busy.yaml', PLAN.replace('flag: new-checkout', 'flag: busy'))
    await sluice(['rollout', 'plan', 'busy.yaml'])
    expect((await sluice(['rollout', 'start', 'busy', '--yes'])).exit).toBe(EXIT.ok)
    expect((await sluice(['flags', 'archive', 'gone', '--yes'])).exit).toBe(EXIT.ok)
    await write('good.yaml', PLAN)
    expect((await sluice(['rollout', 'plan', 'good.yaml', '--dry-run'])).exit).toBe(EXIT.ok)
    const before = await everything()

    for (const [title, plan, line, words] of BAD) {
      await write('plan.yaml', plan)
      const { exit, err } = await sluice(['rollout', 'plan', 'plan.yaml'])
      expect([title, exit]).toEqual([title, EXIT.invalid])
      expect(err).toMatch(words)
      // The line of the file, as an editor opens it.
      const at = Number(/^plan\.yaml:(\d+):\d+ error/m.exec(err)?.[1])
      expect(plan.split('\n')[at - 1]).toMatch(line)
      const answer = await ask('rollouts', {
        method: 'POST',
        body: JSON.stringify({ plan: parse(plan) as unknown }),
      })
      const problem = (await answer.json()) as { code: string; faults: { message: string }[] }
      expect([title, answer.status, problem.code]).toEqual([title, 422, 'INVALID_PLAN'])
      expect(problem.faults.map(({ message }) => message).join('\n')).toMatch(words)
    }
    expect(await everything()).toEqual(before)
  },
)
