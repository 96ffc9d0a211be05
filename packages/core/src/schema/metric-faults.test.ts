import { expect, it } from 'vitest'
import { parseRuleset, rulesetDocument, rulesetJsonSchema } from '../schema.ts'
import { faultsOf } from './faults-of.ts'
import { fits } from './fits.ts'
import type { JsonValue } from '../json.ts'

const direction = 'higher_is_better'

/** One of every kind, from every source. */
const METRICS = {
  bought: { kind: 'conversion', outcome: 'purchase', direction, windowMs: 604_800_000 },
  visits: { kind: 'count', outcome: 'visit', direction, covariateMs: 604_800_000 },
  revenue: {
    kind: 'sum',
    outcome: 'purchase',
    direction,
    unit: 'EUR',
    winsorize: { upper: 500 },
    minimumEffect: 0.02,
  },
  basket: { kind: 'mean', outcome: 'purchase', direction },
  slow: { kind: 'share_above', vital: 'lcp', threshold: 2500, direction: 'lower_is_better' },
  perVisit: {
    kind: 'ratio',
    direction,
    numerator: { outcome: 'purchase', take: 'sum' },
    denominator: { outcome: 'visit', take: 'count' },
  },
  lcp75: { kind: 'quantile', vital: 'lcp', probability: 0.75, direction: 'lower_is_better' },
  back: { kind: 'retention', outcome: 'visit', fromMs: 86_400_000, toMs: 172_800_000, direction },
  slowness: { kind: 'time_to_event', outcome: 'purchase', horizonMs: 604_800_000, direction },
  crashed: {
    kind: 'conversion',
    crashes: true,
    direction: 'lower_is_better',
    margin: 0.1,
    sentBy: 'server',
  },
  errors: {
    kind: 'prometheus',
    url: 'https://prometheus.example',
    query: 'sum(increase(errors_total{variant="$variant"}[$range]))',
    total: 'sum(increase(requests_total{variant="$variant"}[$range]))',
    direction: 'lower_is_better',
  },
} as const

it('takes a metric of every kind, and writes it as it was written', () => {
  const document = { schemaVersion: 1, metrics: METRICS }
  const { ruleset, warnings } = parseRuleset(document)
  expect(warnings).toEqual([])
  expect(rulesetDocument(ruleset)).toEqual(document)
  const schema = rulesetJsonSchema()
  expect(fits(schema, document as unknown as JsonValue, schema)).toBe(true)
})

const conversion = { kind: 'conversion', outcome: 'purchase', direction }

it.each([
  [
    { ...conversion, kind: 'convresion' },
    '.kind: Expected "conversion", "count", "sum", "mean", "share_above", "ratio", "quantile", "retention", "time_to_event" or "prometheus", received "convresion"; did you mean "conversion"?',
  ],
  [
    { kind: 'conversion', outcome: 'purchase' },
    '.direction: "direction" is missing; add "higher_is_better" or "lower_is_better".',
  ],
  [
    { ...conversion, direction: 'higher' },
    '.direction: Expected "higher_is_better" or "lower_is_better", received "higher".',
  ],
  [{ ...conversion, treshold: 3 }, '.treshold: "treshold" is not a known name here.'],
  [
    { kind: 'conversion', direction },
    ': Nothing is measured; add one of "outcome", "vital" or "crashes".',
  ],
  [
    { ...conversion, vital: 'lcp' },
    ': Measure one thing: "outcome" or "vital" cannot stand side by side.',
  ],
  [
    { kind: 'sum', crashes: true, direction },
    '.crashes: A crash has no value to take; use "count" or "conversion", or take "count" or "any".',
  ],
  [{ ...conversion, vital: 'lpc', outcome: undefined }, '.vital: Expected'],
  [{ ...conversion, minimumEffect: 0 }, '.minimumEffect: Expected a number above 0, received 0.'],
  [
    { kind: 'quantile', vital: 'lcp', probability: 1, direction },
    '.probability: Expected a number below 1, received 1.',
  ],
  [
    { ...conversion, sentBy: 'sever' },
    '.sentBy: Expected "server", received "sever"; did you mean "server"?',
  ],
  [{ ...conversion, sentBy: 'client' }, '.sentBy: Expected "server", received "client".'],
  [{ ...METRICS.errors, sentBy: 'server' }, '.sentBy: "sentBy" is not a known name here.'],
  [
    { kind: 'quantile', vital: 'lcp', probability: 0.75, direction, sentBy: 'server' },
    '.sentBy: Pages measure "lcp", and no server sends it; leave "sentBy" out, or take an outcome.',
  ],
  [
    {
      kind: 'ratio',
      direction,
      numerator: { vital: 'cls', take: 'sum' },
      denominator: { outcome: 'visit', take: 'count' },
      sentBy: 'server',
    },
    '.sentBy: Pages measure "cls", and no server sends it; leave "sentBy" out, or take an outcome.',
  ],
  [{ ...conversion, windowMs: 0 }, '.windowMs: Expected a number of at least 1, received 0.'],
  [
    { ...conversion, completeOnly: true },
    '.completeOnly: There is no window to be complete; add "windowMs".',
  ],
  [
    { kind: 'quantile', outcome: 'x', probability: 75, direction },
    '.probability: Expected a number below 1, received 75.',
  ],
  [
    { kind: 'retention', outcome: 'x', fromMs: 5, toMs: 5, direction },
    '.toMs: It ends at 5 ms, not after it begins at 5 ms.',
  ],
  [
    { kind: 'sum', outcome: 'x', direction, winsorize: { lower: 1 } },
    '.winsorize.lower: A unit without anything adds 0; give 0 or less.',
  ],
  [
    { kind: 'prometheus', url: 'file:///etc/passwd', query: 'up', direction },
    '.url: An address begins with http:// or https://; received "file:///etc/passwd".',
  ],
  [
    { kind: 'prometheus', url: 'https://me:secret@p.example', query: 'up', direction },
    '.url: An address in a ruleset is read by many; take the name and password out.',
  ],
])('refuses the metric %j', (metric, fault) => {
  const faults = faultsOf({ schemaVersion: 1, metrics: { m: metric } })
  expect(faults).toHaveLength(1)
  expect(faults[0]).toContain(`$.metrics.m${fault}`)
})
