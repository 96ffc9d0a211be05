import type { JsonObject } from '@sluice/core'
import { parseRuleset, rulesetDocument } from '@sluice/core/schema'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { SHOP } from '../testing/test-service.ts'
import { mergeRuleset } from './merge-ruleset.ts'

/** Flags in the styles that people use: brackets, tight lists, long forms, defaults spelled out. */
const STYLES = `${SHOP}
  tight:
      # why it is tight
      kind: release   # spelled though it is the default
      type: number
      variants: {small: 1, 'large': 2, huge: {value: 3, title: "Huge"}}
      defaultVariant: small
      tags: [a,b , c]
      prerequisites:
      - flag: new-checkout
        variants: [on]
      rules:
      - {id: one, serve: {variant: large}} # one
      # above two
      - id: two
        window: {startsAt: 1000, endsAt: 2000}
        serve: {split: [{variant: small, weightBps: 2500}, {variant: large, weightBps: 7500}], coverageBps: 1, salt: x}
      -
        id: three
        serve:
          variant: huge
  "last": { enabled: true, stability: live, exposure: { policy: commit, sampleBps: 10000 } }  # the last one
`

const meaningOf = (text: string): JsonObject => rulesetDocument(parseRuleset(parse(text)).ruleset)

type Document = ReturnType<typeof JSON.parse>

const index = fc.nat({ max: 6 })
const bps = fc.nat({ max: 10_000 })
const text = fc.constantFrom('a', 'b: c', '# d', "it's", '- x', 'true', 'multi\nline', 'ü', '"', '')

/** One change that people make, applied where it can be. */
const change: fc.Arbitrary<(document: Document) => void> = fc.oneof(
  index.map((i) => (d: Document) => {
    const flag = pick(d, i)
    flag.enabled = flag.enabled === false
  }),
  fc.tuple(index, text).map(
    ([i, title]) =>
      (d: Document) =>
        void (pick(d, i).title = title),
  ),
  fc.tuple(index, text).map(
    ([i, owner]) =>
      (d: Document) =>
        void (pick(d, i).owner = owner),
  ),
  index.map((i) => (d: Document) => void delete pick(d, i).title),
  fc.tuple(index, fc.array(text, { maxLength: 4 })).map(
    ([i, tags]) =>
      (d: Document) =>
        void (pick(d, i).tags = tags),
  ),
  fc.tuple(index, bps).map(
    ([i, sampleBps]) =>
      (d: Document) =>
        void (pick(d, i).exposure = { sampleBps }),
  ),
  fc.tuple(index, index, bps).map(([i, at, coverageBps]) => (d: Document) => {
    const rule = pick(d, i).rules?.[at]
    if (rule?.serve.split !== undefined) rule.serve.coverageBps = coverageBps
  }),
  fc.tuple(index, bps).map(([i, weightBps]) => (d: Document) => {
    for (const { serve } of pick(d, i).rules ?? []) {
      if (serve.split?.length !== 2) continue
      serve.split[0].weightBps = weightBps
      serve.split[1].weightBps = 10_000 - weightBps
    }
  }),
  fc.tuple(index, index).map(([i, at]) => (d: Document) => {
    const flag = pick(d, i)
    const rules: Document[] = flag.rules ?? []
    const id = freeName('new', new Set(rules.map((rule) => rule.id)))
    flag.rules = rules.toSpliced(at, 0, { id, serve: { variant: flag.defaultVariant ?? 'off' } })
  }),
  fc.tuple(index, index).map(
    ([i, at]) =>
      (d: Document) =>
        void pick(d, i).rules?.splice(at, 1),
  ),
  index.map((i) => (d: Document) => void pick(d, i).rules?.reverse()),
  fc.tuple(index, index).map(([i, at]) => (d: Document) => {
    const rule = pick(d, i).rules?.[at]
    if (rule !== undefined)
      rule.when = { attribute: 'email', op: 'in', values: ['a@b.example', 'true'] }
  }),
  text.map(
    (title) => (d: Document) =>
      void (d.flags[freeName('made', new Set(Object.keys(d.flags)))] = { title }),
  ),
  index.map((i) => (d: Document) => {
    const [key = ''] = Object.keys(d.flags).slice(i % 4)
    // The others go on requiring it.
    if (key !== 'new-checkout') delete d.flags[key]
  }),
  fc.tuple(index, text).map(([i, title]) => (d: Document) => {
    const { variants } = pick(d, i)
    const [name = ''] = Object.keys(variants ?? {})
    if (variants !== undefined)
      variants[name] = { value: variants[name].value ?? variants[name], title }
  }),
  text.map((value) => (d: Document) => void d.segments.staff.values.push(`x${value}`)),
  fc.constant((d: Document) => void (d.layers = { checkout: {}, other: { description: 'x' } })),
)

/** A change that was undone leaves its number free, so counting alone would name two things alike. */
function freeName(stem: string, taken: ReadonlySet<string>): string {
  let n = 0
  while (taken.has(`${stem}-${n}`)) n++
  return `${stem}-${n}`
}

function pick(document: Document, i: number): Document {
  const flags = Object.values(document.flags)
  return flags[i % flags.length]
}

describe('mergeRuleset', () => {
  it('makes a file mean what it should, whatever was changed, and then changes nothing more', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 6 }), async (changes) => {
        const wanted: Document = structuredClone(meaningOf(STYLES))
        for (const apply of changes) apply(wanted)
        const document = rulesetDocument(parseRuleset(wanted).ruleset)
        const merged = await mergeRuleset('f.yaml', STYLES, document)
        expect(meaningOf(merged)).toEqual(document)
        expect(await mergeRuleset('f.yaml', merged, document)).toBe(merged)
        expect(merged.startsWith("# The shop's flags.\nschemaVersion: 1\n")).toBe(true)
      }),
      { numRuns: 300 },
    )
  })

  it('leaves all other flags alone, character by character', async () => {
    const parts = (yaml: string): string[] => yaml.split(/\n(?= {2}["\w])/)
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('new-checkout', 'checkout-cta', 'tight', 'last'),
        text,
        async (key, title) => {
          const wanted: Document = structuredClone(meaningOf(STYLES))
          wanted.flags[key].title = `${title}!`
          const merged = await mergeRuleset('f.yaml', STYLES, wanted)
          const others = parts(STYLES).filter(
            (part) => !part.trimStart().replace('"', '').startsWith(key),
          )
          for (const part of others) expect(merged).toContain(part)
        },
      ),
      { numRuns: 60 },
    )
  })
})
