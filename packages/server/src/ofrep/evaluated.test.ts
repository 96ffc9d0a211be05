import { parseRuleset } from '@sluice/core/schema'
import { re2Engine } from '@sluice/core/regex'
import { expect, it } from 'vitest'
import { createLiveEnvironments, type LiveEnvironment } from '../live/live-environments.ts'
import { createEvaluateAll, type Evaluated } from './evaluated.ts'

const live = createLiveEnvironments('epoch-1', re2Engine)

function published(flags: object): LiveEnvironment {
  const { ruleset } = parseRuleset({ schemaVersion: 1, flags })
  const version = (live.get('development')?.ruleset.version ?? 0) + 1
  const settings = { protected: false, allowedOrigins: [], requireOwner: false }
  live.publish({ key: 'development', settings, ruleset: { ...ruleset, version } })
  return live.get('development') as LiveEnvironment
}

const bodyOf = (targetingKey: string) => Buffer.from(JSON.stringify({ context: { targetingKey } }))
const textOf = ({ pieces }: Evaluated) => Buffer.concat(pieces.map(({ bytes }) => bytes)).toString()
/** What is the same in whichever pieces it is kept. */
const pick = ({ count, size, digest, targetingKey }: Evaluated) => ({
  count,
  size,
  digest,
  targetingKey,
})
const isOn = (evaluated: Evaluated) => textOf(evaluated).includes('"value":true')

const WINDOW = {
  gate: {
    rules: [{ id: 'w', window: { startsAt: 1_000, endsAt: 2_000 }, serve: { variant: 'on' } }],
  },
}

it('remembers what came out for the same bytes, and tells the same as before when it is asked often', () => {
  const evaluateAll = createEvaluateAll('client')
  const environment = published({ a: {}, b: {} })
  evaluateAll(environment, bodyOf('ann'), 0)
  const first = evaluateAll(environment, bodyOf('ann'), 0)
  expect(evaluateAll(environment, bodyOf('ann'), 0)).toBe(first)
  for (let times = 0; times < 100; times++) {
    const again = evaluateAll(environment, bodyOf('ann'), 0)
    expect(pick(again)).toEqual(pick(first))
    expect(textOf(again)).toBe(textOf(first))
  }
})

it('evaluates anew for a new version', () => {
  const evaluateAll = createEvaluateAll('client')
  const ann = bodyOf('ann')
  expect(isOn(evaluateAll(published({ gate: {} }), ann, 0))).toBe(false)
  const on = { gate: { rules: [{ id: 'all', serve: { variant: 'on' } }] } }
  expect(isOn(evaluateAll(published(on), ann, 0))).toBe(true)
})

it.each([[[999, 1_000, 2_000]], [[1_500, 2_000, 1_500]], [[2_500, 1_500, 999]]])(
  'follows the edges of windows at %j, whichever way the clock goes',
  (moments) => {
    const evaluateAll = createEvaluateAll('client')
    const environment = published(WINDOW)
    for (const now of moments) {
      expect(isOn(evaluateAll(environment, bodyOf('ann'), now))).toBe(now >= 1_000 && now < 2_000)
    }
  },
)

it('keeps audiences apart', () => {
  const environment = published({ hidden: { serverOnly: true } })
  const ann = bodyOf('ann')
  expect(createEvaluateAll('client')(environment, ann, 0).count).toBe(0)
  expect(createEvaluateAll('trusted')(environment, ann, 0).count).toBe(1)
})

it('remembers no failure', () => {
  const evaluateAll = createEvaluateAll('client')
  const environment = published({})
  for (let times = 0; times < 2; times++) {
    expect(() => evaluateAll(environment, Buffer.from('{'), 0)).toThrow('not valid JSON')
  }
})

it('remembers only what is asked for again', () => {
  const evaluateAll = createEvaluateAll('client')
  const environment = published({ a: {} })
  const ask = () => evaluateAll(environment, bodyOf('ann'), 0)
  const [first, second, third] = [ask(), ask(), ask()]
  expect(second).not.toBe(first)
  expect(third).toBe(second)
})

it('holds on to a bounded amount, however many contexts ask', () => {
  const evaluateAll = createEvaluateAll('client')
  const keys = Array.from({ length: 100 }, (_, index) => `f${index}`)
  const environment = published(Object.fromEntries(keys.map((key) => [key, {}])))
  const ask = (unit: number) => evaluateAll(environment, bodyOf(`unit-${unit}`), 0)
  const remembered = Array.from({ length: 40_000 }, (_, unit) => [ask(unit), ask(unit)][1])
  expect(ask(39_999)).toBe(remembered.at(-1))
  expect(ask(0)).not.toBe(remembered[0])
})
