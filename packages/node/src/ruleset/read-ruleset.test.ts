import { compile, SluiceError } from '@sluice/core'
import { parseRuleset } from '@sluice/core/schema'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import conformance from '../../../core/conformance/v1.json' with { type: 'json' }
import { readRuleset } from './read-ruleset.ts'

type Json = Record<string, unknown>

const { ruleset } = parseRuleset(conformance.ruleset)
const text = JSON.stringify(ruleset)
const fresh = (): Json => JSON.parse(text) as Json

it('reads what a service publishes, and changes nothing in it', () => {
  const read = readRuleset(fresh())
  expect(read.quarantined).toEqual([])
  expect(JSON.parse(JSON.stringify(read.ruleset))).toEqual(fresh())
})

it('reads every flag that the schema would, and none that it would not, one fault at a time', () => {
  const disagreements: unknown[] = []
  // Parsing takes long, so of the flags that are alike some have to do.
  const some = Object.entries(ruleset.flags).filter(
    ([, { rules }], index) => index % (rules.some((rule) => 'split' in rule.serve) ? 4 : 16) === 0,
  )
  for (const [key] of some) {
    for (const change of CHANGES) {
      const document = fresh()
      const flag = (document['flags'] as Record<string, Json>)[key] as Json
      const before = JSON.stringify(flag)
      change(flag)
      if (JSON.stringify(flag) === before) continue
      const bySchema = parseRuleset(structuredClone(document), { mode: 'read' }).ruleset.flags
      const byReader = readRuleset(document).ruleset.flags
      if (Object.hasOwn(bySchema, key) !== Object.hasOwn(byReader, key))
        disagreements.push([key, change.toString()])
    }
  }
  expect(disagreements).toEqual([])
})

const rule = (flag: Json): Json => (flag['rules'] as Json[])[0] ?? {}
const serve = (flag: Json): Json => (rule(flag)['serve'] ?? {}) as Json
const CHANGES: readonly ((flag: Json) => void)[] = [
  (flag) => (flag['enabled'] = 'yes'),
  (flag) => (flag['serverOnly'] = 1),
  (flag) => (flag['defaultVariant'] = 'nowhere'),
  (flag) => (flag['variants'] = []),
  (flag) => ((flag['variants'] as Json)['extra'] = { value: Symbol.name }),
  (flag) => (flag['type'] = 'date'),
  (flag) => (flag['rules'] = {}),
  (flag) => (flag['prerequisites'] = [{ flag: 3 }]),
  (flag) => (flag['exposure'] = { policy: 'commit', sampleBps: 10_001 }),
  (flag) => (rule(flag)['id'] = 7),
  (flag) => (rule(flag)['when'] = 'always'),
  (flag) =>
    (rule(flag)['when'] = { all: [{ attribute: 'country', op: 'newer_op', values: ['x'] }] }),
  (flag) => (rule(flag)['window'] = { startsAt: 'today' }),
  (flag) => (rule(flag)['serve'] = {}),
  (flag) => (rule(flag)['serve'] = { variant: 'nowhere' }),
  (flag) => 'split' in serve(flag) && (serve(flag)['coverageBps'] = 1.5),
  (flag) => 'split' in serve(flag) && (serve(flag)['salt'] = 3),
  (flag) => 'split' in serve(flag) && (serve(flag)['split'] = []),
  (flag) => 'split' in serve(flag) && (serve(flag)['layer'] = { name: 'page', fromBps: 0 }),
]

it('refuses a split by a formula that it does not know', () => {
  const document = fresh()
  const [key, flag] = Object.entries(document['flags'] as Record<string, Json>).find(
    ([, candidate]) => 'split' in serve(candidate),
  ) as [string, Json]
  serve(flag)['bucketing'] = { algorithm: 'xxhash32' }
  const read = readRuleset(document)
  expect(Object.keys(read.ruleset.flags)).not.toContain(key)
  expect(read.quarantined[0]?.message).toContain('update @sluice/node')
})

it.each([
  null,
  3,
  [],
  {},
  { schemaVersion: 1, version: 1 },
  { schemaVersion: 0, version: 1, flags: {} },
])('refuses %j', (input) => {
  expect(() => readRuleset(input)).toThrow(expect.objectContaining({ code: 'INVALID_RULESET' }))
})

it('ignores what a newer schema adds', () => {
  const document = { ...fresh(), schemaVersion: 2, promotions: { a: 1 } }
  expect(readRuleset(document).quarantined).toEqual([])
})

it('leaves a flag out that is nested too deeply to be walked', () => {
  const deep = JSON.parse(`${'['.repeat(50_000)}${']'.repeat(50_000)}`) as unknown
  const document = fresh()
  ;(document['flags'] as Json)['deep'] = deep
  expect(readRuleset(document).quarantined).toMatchObject([{ path: '$.flags.deep' }])
})

it('throws nothing but its own error, and evaluates what is left, whatever part is damaged', () => {
  fc.assert(
    fc.property(fc.infiniteStream(fc.nat()), fc.jsonValue({ maxDepth: 2 }), (chances, damage) => {
      const document = fresh()
      harm(document, () => chances.next().value as number, damage)
      try {
        const read = readRuleset(document)
        const compiled = compile(read.ruleset)
        for (const key of compiled.keys) compiled.evaluate(key, { targetingKey: 'u' }, 0)
      } catch (error) {
        if (!(error instanceof SluiceError)) throw error
      }
    }),
    { numRuns: 500 },
  )
})

/** Replaces one random part of a document. */
function harm(document: Json, chance: () => number, damage: unknown): void {
  let part = document
  for (;;) {
    const names = Object.keys(part)
    const name = names[chance() % names.length]
    if (name === undefined) return
    const inner = part[name]
    const goesOn = typeof inner === 'object' && inner !== null && Object.keys(inner).length > 0
    if (goesOn && chance() % 5 > 0) part = inner as Json
    else {
      part[name] = damage
      return
    }
  }
}
