import type { AnalysisPlan, Day, Rate } from '../../src/index.ts'
import {
  analyze,
  compareRatesScore,
  heterogeneity,
  isRefusal,
  sumDays,
  sumUnits,
} from '../../src/index.ts'
import type { Scenario } from '../scenario.ts'
import { bandAround, runsOf } from '../scenario.ts'

const DAYS = 8

/** How often an effect that is the same on every day, and in every segment, seems to differ. */
function constantEffect(control: readonly number[], treated: readonly number[]): Scenario {
  const [nC = 0, pC = 0] = control
  const [nT = 0, pT = 0] = treated
  const share = nT / (nC + nT)
  const split = `${Math.round(100 * (1 - share))}/${Math.round(100 * share)}`
  const id = `S5-${split.slice(0, 2)}`
  const plan: AnalysisPlan = {
    experiment: 'simulated',
    hypothesis: 'It does the same everywhere.',
    control: 'control',
    variants: [
      { key: 'control', share: 1 - share },
      { key: 'treated', share },
    ],
    primary: [{ key: 'primary', kind: 'rate', direction: 'higher_is_better' }],
    stopping: { kind: 'fixed', units: 1 },
    segments: ['day'],
  }
  return {
    id,
    run(trial) {
      const all = runsOf(id, 2000, trial)
      let [differing, fading, wrongly] = [0, 0, 0]
      for (let run = 0; run < all.runs; run++) {
        const parts = Array.from({ length: DAYS }, () => ({
          control: { n: nC, successes: all.chance.binomial(nC, pC) },
          treated: { n: nT, successes: all.chance.binomial(nT, pT) },
        }))
        const { segments, series } = analyzeParts(plan, parts)
        const spread = segments[0]?.heterogeneity[0]?.spread
        const trend = series[0]?.trend
        if (spread !== undefined && !isRefusal(spread) && spread.p <= 0.05) differing++
        if (trend !== undefined && !isRefusal(trend) && trend.p <= 0.05) fading++
        const pooled = parts.map((part) => compareRatesScore(part.control, part.treated))
        if (heterogeneity(pooled).p <= 0.05) wrongly++
      }
      const effect = `${100 * pC} % to ${100 * pT} % in eight segments, ${split}`
      return [
        all.holds(
          `a constant effect of ${effect}: it seems to differ`,
          differing,
          bandAround(0.05, 2000),
        ),
        all.holds('the same over eight days: it seems to fade', fading, bandAround(0.05, 2000)),
        all.control('it seems to differ, by the pooled error', wrongly, { atLeast: 0.2 }),
      ]
    },
  }
}

function analyzeParts(
  plan: AnalysisPlan,
  parts: readonly { readonly control: Rate; readonly treated: Rate }[],
): ReturnType<typeof analyze> {
  const days: Day[] = parts.map(({ control, treated }, at) => ({
    day: `2026-11-0${at + 1}`,
    units: { control: control.n, treated: treated.n },
    metrics: {
      primary: {
        control: { kind: 'rate', ...control },
        treated: { kind: 'rate', ...treated },
      },
    },
  }))
  return analyze(plan, {
    units: sumUnits(days),
    metrics: sumDays(days),
    days,
    segments: { day: days.map(({ day, units, metrics = {} }) => ({ value: day, units, metrics })) },
  })
}

export const constantEffects: readonly Scenario[] = [
  constantEffect([9000, 0.01], [1000, 0.03]),
  constantEffect([9700, 0.02], [300, 0.06]),
]
