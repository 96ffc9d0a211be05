import { expect, it } from 'vitest'
import { plan } from '../../test/label-experiment.ts'
import { analyze } from './analyze.ts'
import type { Day, MetricSummary } from './data.ts'
import type { MetricKind } from './plan.ts'
import { sumDays, sumUnits } from './whole-weeks.ts'

const LAST = 14
const N = 100_000

/** Those who came on each of 14 days, by what they have done since, which is `lived` days. */
function daysOf(of: (lived: number, isTreated: boolean) => MetricSummary): readonly Day[] {
  return Array.from({ length: LAST }, (_, index) => ({
    day: new Date(Date.UTC(2026, 10, 1 + index)).toISOString().slice(0, 10),
    units: { control: N, short: N },
    metrics: { bought: { control: of(LAST - index, false), short: of(LAST - index, true) } },
  }))
}

const spent =
  (lift: (lived: number) => number) =>
  (lived: number, isTreated: boolean): MetricSummary => ({
    kind: 'mean',
    n: N,
    mean: lived * (isTreated ? 1 + lift(lived) : 1),
    variance: 25 * lived,
  })
const bought =
  (lift: number) =>
  (lived: number, isTreated: boolean): MetricSummary => ({
    kind: 'rate',
    n: N,
    successes: Math.round(N * (1 - (1 - 0.02 * (isTreated ? 1 + lift : 1)) ** lived)),
  })

function seriesOf(kind: MetricKind, days: readonly Day[]) {
  const [metric] = plan.primary
  const primary = [{ ...metric, key: 'bought', kind, direction: 'higher_is_better' } as const]
  return analyze(
    { ...plan, primary, stopping: { kind: 'always_valid' } },
    { units: sumUnits(days), metrics: sumDays(days), days, ranMs: LAST * 86_400_000 },
  ).series[0]
}

it.each([
  ['mean', spent(() => 0.2)],
  ['rate', bought(0.5)],
] as const)('has no trend of a %s that is raised by as much on every day', (kind, of) => {
  const series = seriesOf(kind, daysOf(of))
  expect(series?.isTrending).toBe(false)
  expect(series?.trend).toMatchObject({ estimate: expect.closeTo(0, 2) })
})

it('has one where the effect wears off', () => {
  const series = seriesOf('mean', daysOf(spent((lived) => 0.4 / lived)))
  expect(series?.isTrending).toBe(true)
})
