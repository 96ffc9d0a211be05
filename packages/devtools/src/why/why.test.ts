import type { FlagEntry, SluiceStatus } from '@sluice/client'
import { compile, type EvaluationContext } from '@sluice/core'
import { parseRuleset } from '@sluice/core/schema'
import { expect, it } from 'vitest'
import { rowsOf, type Row } from '../flags/rows.ts'
import { traceLines } from './trace-lines.ts'
import { why } from './why.ts'

const status: SluiceStatus = {
  state: 'ready',
  source: 'network',
  version: 41,
  fetchedAt: 0,
  storage: 'local',
  stream: 'open',
  pending: [],
}

const entry = (more: object): FlagEntry => ({
  key: 'cta',
  value: 'Buy',
  variant: 'plain',
  reason: 'SPLIT',
  metadata: {},
  ...more,
})

function rowWith(server: FlagEntry | undefined, forced?: FlagEntry, own?: FlagEntry): Row {
  const [row] = rowsOf({
    flags: new Map(server ? [['cta', server]] : []),
    overrides: new Map(forced ? [['cta', forced]] : []),
    atLoad: new Map(),
    reads: new Set(['cta']),
    stars: new Set(),
    manifest: undefined,
    ...(own && { own: new Map([['cta', own]]) }),
  })
  return row as Row
}

const says = (row: Row, about: Partial<SluiceStatus> = {}, held = row.server): string =>
  why(row, { ...status, ...about }, held, 5000)
    .map(({ about: name, sentence }) => `${name}: ${sentence}`)
    .join('\n')

it.each([
  ['STATIC', 'one value to everybody'],
  ['DEFAULT', 'No rule includes this person'],
  ['TARGETING_MATCH', 'A rule asks for people like this one'],
  ['SPLIT', 'fell into this share'],
  ['CACHED', 'kept from an earlier visit'],
  ['DISABLED', 'The flag is off, for everybody'],
  ['STALE', 'the value is older'],
  ['ERROR', 'the code serves its own default'],
  ['SOMETHING_NEW', 'does not tell why'],
])('has a sentence for the reason %s', (reason, sentence) => {
  expect(says(rowWith(entry({ reason })))).toContain(sentence)
})

it('names rule, holdout, versions, source and age', () => {
  const metadata = { ruleId: 'halves', version: 40, allocationVersion: 12 }
  const said = says(rowWith(entry({ metadata })))
  expect(said).toContain('Rule: Decided by the rule "halves".')
  expect(said).toContain('Last changed in version 40, its shares in 12; the page holds version 41.')
  expect(said).toContain('Source: From the service, confirmed 5 s ago.')
  expect(says(rowWith(entry({ metadata: { ruleId: 'holdout:q4' } })))).toContain(
    'Kept back by the holdout "q4".',
  )
  expect(says(rowWith(entry({})), { source: 'cache', fetchedAt: -7_200_000 })).toContain(
    'From the cache of an earlier visit, confirmed 2 h ago.',
  )
})

it('says what is forced, what is not permitted, and what nobody is served', () => {
  const forced = entry({ value: 'Now', reason: 'OVERRIDE' })
  expect(says(rowWith(entry({}), forced))).toContain('This user would not get it, but Buy.')
  expect(says(rowWith(entry({ metadata: { overridable: false } }), forced))).toContain(
    'Override: Ignored',
  )
  expect(says(rowWith(entry({ reason: 'DISABLED' }), forced))).toContain('nobody is served')
})

it('says what a grant forces, what there is without it, and what is forced here over it', () => {
  const granted = entry({
    value: 'Now',
    variant: 'warm',
    reason: 'OVERRIDE',
    metadata: { override: true },
  })
  expect(says(rowWith(granted))).toMatch(
    /^Grant: Forced by a signed grant, and not here: none of it counts\.\nUnknown: What there is without the grant was not told yet\.\nSource: /,
  )
  const known = says(rowWith(granted, undefined, entry({})), {}, granted)
  expect(known).toContain('none of it counts. This user would not get it, but Buy.')
  expect(known).toContain('fell into this share')
  expect(known).not.toContain('Held back')
  const forced = entry({ value: 'Mine', reason: 'OVERRIDE' })
  expect(says(rowWith(granted, forced, entry({})))).toMatch(
    /^Override: Forced here\. This user would not get it, but Buy\.\nGrant: Beneath that a signed grant/,
  )
  // Drawn by a server that was told of it: no grant.
  expect(says(rowWith(granted, forced))).toContain('The server that drew the page forced it.')
})

it('says what is unknown, and what is held back', () => {
  expect(says(rowWith(undefined))).toContain('The service knows no such flag')
  expect(says(rowWith(undefined), { source: 'default' })).toContain('has not answered yet')
  const held = entry({ variant: 'old', value: 'Old' })
  expect(says(rowWith(entry({})), {}, held)).toContain('shows Old until the next session')
})

it('tells a trace from top to bottom, with what each rule saw', () => {
  const { ruleset } = parseRuleset({
    schemaVersion: 1,
    attributes: { email: { type: 'string' }, age: { type: 'number' } },
    segments: { staff: { any: [{ attribute: 'email', op: 'ends_with', values: ['@acme'] }] } },
    layers: { page: { salt: 'l' } },
    holdouts: { q4: { salt: 'h', shareBps: 1 } },
    flags: {
      gate: {
        prerequisites: [{ flag: 'other', variants: ['off'] }],
        rules: [
          { id: 'later', window: { startsAt: 9e12 }, serve: { variant: 'on' } },
          { id: 'staff', when: { segment: 'staff' }, serve: { variant: 'on' } },
          {
            id: 'not',
            when: { not: { attribute: 'age', op: 'exists' } },
            serve: { variant: 'on' },
          },
          {
            id: 'split',
            serve: {
              split: [{ variant: 'on', weightBps: 10_000 }],
              coverageBps: 10_000,
              layer: { name: 'page', fromBps: 0, toBps: 10_000 },
              holdout: 'q4',
            },
          },
        ],
      },
      other: {},
    },
  })
  const explained = (context: EvaluationContext): readonly string[] =>
    traceLines(compile(ruleset).explain('gate', context, 0)).map(
      ({ status: state, depth, text }) => `${'  '.repeat(depth)}${state} ${text}`,
    )
  const lines = explained({ targetingKey: 'ada', age: 40 })
  expect(lines[0]).toBe('fact A rule decided.')
  expect(lines[1]).toBe('passed other serves off, has to serve off')
  expect(lines).toContain('failed later: outside of its time window')
  expect(lines).toContain('  unknown in the segment staff')
  expect(lines.find((line) => line.includes('age exists'))).toContain('it is 40')
  expect(lines).toContain('passed split: serves on')
  expect(lines.find((line) => line.includes('on: bucket'))).toMatch(
    /passed on: bucket 0\.\d{4}, needs 0\.0000 to < 1\.0000/,
  )
  expect(lines.find((line) => line.includes('layer page'))).toContain('needs 0.0000 to 1.0000')
  expect(lines.find((line) => line.includes('holdout q4'))).toContain('kept back under 0.0001')
  expect(explained({ targetingKey: 'ada' })).toContain('skipped split: not reached')
})
