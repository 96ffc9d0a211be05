import { expect, it } from 'vitest'
import { SluiceError } from '../index.ts'
import { parseRuleset } from '../schema.ts'

type Json = Readonly<Record<string, unknown>>

function faultsOf(document: Json): readonly string[] {
  try {
    parseRuleset({ schemaVersion: 1, attributes: { a: { type: 'string' } }, ...document })
    return []
  } catch (error) {
    if (!(error instanceof SluiceError)) throw error
    return error.faults.map(({ path, message }) => `${path}: ${message}`)
  }
}

const needs = (flag: string, ...variants: string[]) => ({
  prerequisites: [{ flag, variants: variants.length > 0 ? variants : ['on'] }],
})
const slot = (fromBps: number, toBps: number, id = 'r') => ({
  id,
  when: { attribute: 'a', op: 'exists' },
  serve: {
    split: [{ variant: 'on', weightBps: 10_000 }],
    layer: { name: 'page', fromBps, toBps },
  },
})

it('refuses prerequisites that go round in a circle', () => {
  expect(faultsOf({ flags: { a: needs('b'), b: needs('c'), c: needs('b'), d: {} } })).toEqual([
    '$.flags.b.prerequisites: Prerequisites go round in a circle: b → c → b. Take one link out.',
  ])
  expect(faultsOf({ flags: { a: needs('a') } })).toHaveLength(1)
})

it('has one fault for each of two circles', () => {
  const flags = { a: needs('b'), b: needs('a'), c: needs('d'), d: needs('c'), e: needs('a') }
  expect(faultsOf({ flags }).map((line) => line.split(':')[0])).toEqual([
    '$.flags.a.prerequisites',
    '$.flags.c.prerequisites',
  ])
})

it('refuses segments that go round in a circle', () => {
  const segments = { a: { not: { segment: 'b' } }, b: { any: [{ segment: 'a' }] } }
  expect(faultsOf({ segments })).toEqual([
    '$.segments.a: Segments go round in a circle: a → b → a. Take one link out.',
  ])
})

it('refuses prerequisites on flags and variants that are not there', () => {
  expect(faultsOf({ flags: { a: needs('bb'), b: {}, c: needs('b', 'on', 'of') } })).toEqual([
    '$.flags.a.prerequisites[0].flag: There is no flag "bb"; did you mean "b"?',
    '$.flags.c.prerequisites[0].variants[1]: There is no variant "of"; did you mean "off"? There is "on" or "off".',
  ])
})

it('refuses to archive a flag that others require, unless they go along', () => {
  const gone = { archived: true }
  expect(faultsOf({ flags: { a: gone, b: needs('a') } })).toEqual([
    '$.flags.b.prerequisites[0].flag: Flag "a" is archived and serves nothing; take the prerequisite out, or archive this flag too.',
  ])
  expect(faultsOf({ flags: { a: gone, b: { ...gone, ...needs('a') } } })).toEqual([])
})

it('lets an archived flag refer to what is gone', () => {
  const rules = [{ id: 'r', when: { segment: 'gone' }, serve: { variant: 'on' } }]
  expect(faultsOf({ flags: { a: { archived: true, rules, ...needs('never-was') } } })).toEqual([])
})

it('refuses slots of a layer that overlap, in other flags and in the same', () => {
  const layers = { page: {} }
  const flags = {
    a: { rules: [slot(0, 5000)] },
    b: { rules: [slot(4000, 6000), slot(5999, 10_000, 's')] },
  }
  expect(faultsOf({ layers, flags })).toEqual([
    '$.flags.b.rules[0].serve.layer: Slot [4000, 6000) of layer "page" overlaps [0, 5000) of rule "r" of flag "a"; begin at 5000 or later.',
    '$.flags.b.rules[1].serve.layer: Slot [5999, 10000) of layer "page" overlaps [4000, 6000) of rule "r" of flag "b"; begin at 6000 or later.',
  ])
})

it('refuses a slot inside a wide one, whatever stands between', () => {
  const layers = { page: {} }
  const rules = [slot(0, 9000), slot(1000, 2000, 's'), slot(5000, 6000, 't'), slot(9000, 9500, 'u')]
  expect(faultsOf({ layers, flags: { a: { rules } } })).toEqual([
    expect.stringMatching(/^\$\.flags\.a\.rules\[1\].* overlaps \[0, 9000\)/),
    expect.stringMatching(/^\$\.flags\.a\.rules\[2\].* overlaps \[0, 9000\)/),
  ])
})

it('takes slots that touch, and the slot of a flag that is archived', () => {
  const layers = { page: {} }
  const flags = {
    old: { archived: true, rules: [slot(0, 10_000)] },
    a: { rules: [slot(0, 5000)] },
    b: { rules: [slot(5000, 10_000)] },
  }
  expect(faultsOf({ layers, flags })).toEqual([])
})

it('refuses chains of segments and prerequisites that are too long', () => {
  const chain = (length: number, link: (previous: string) => Json, end: Json) =>
    Object.fromEntries(
      Array.from({ length }, (_, index) => [
        `n${index}`,
        index === 0 ? end : link(`n${index - 1}`),
      ]),
    )
  const condition = { attribute: 'a', op: 'exists' }
  const segments = (length: number) => ({
    segments: chain(length, (segment) => ({ not: { segment } }), condition),
  })
  expect(faultsOf(segments(32))).toEqual([])
  expect(faultsOf(segments(33))).toEqual([
    '$.segments.n32: Segments in a row go at most 32 deep; this is one too many.',
  ])
  expect(faultsOf(segments(40))).toHaveLength(1)
  const flags = (length: number) => ({ flags: chain(length, (flag) => needs(flag), {}) })
  expect(faultsOf(flags(32))).toEqual([])
  expect(faultsOf(flags(33))).toEqual([
    '$.flags.n32.prerequisites: Prerequisites in a row go at most 32 deep; this is one too many.',
  ])
  expect(faultsOf(flags(20_000)).length).toBeGreaterThan(0)
})

it('refuses a small document that would be huge to evaluate', () => {
  const segments: Record<string, Json> = { s0: { attribute: 'a', op: 'exists' } }
  for (let index = 1; index < 30; index++) {
    const segment = `s${index - 1}`
    segments[`s${index}`] = { all: [{ segment }, { segment }] }
  }
  const rules = [{ id: 'r', when: { segment: 's29' }, serve: { variant: 'on' } }]
  expect(faultsOf({ segments, flags: { a: { rules } } })).toEqual([
    expect.stringMatching(/^\$\.flags: Evaluating all flags tries \d+ conditions, at most 1000000/),
  ])
})
