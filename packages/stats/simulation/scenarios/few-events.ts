import type { AnalysisPlan, Rate } from '../../src/index.ts'
import {
  analyze,
  clopperPearsonInterval,
  compareRatesExact,
  compareRatesUnpooled,
  liftOfRatesExact,
} from '../../src/index.ts'
import type { Runs, Scenario } from '../scenario.ts'
import { controlRunsOf, runsOf } from '../scenario.ts'

const N = 1000
const LOOKS = [0.2, 0.4, 0.6, 0.8, 1]

/** Two variants in which next to nobody did it; not those in which nobody did. */
function pairOf({ chance }: Runs, [c, t]: readonly [number, number], n = N): readonly [Rate, Rate] {
  return [
    { successes: chance.binomial(n, c), n },
    { successes: chance.binomial(n, t), n },
  ]
}

const isEmpty = ([control, treatment]: readonly [Rate, Rate]): boolean =>
  control.successes + treatment.successes === 0

/** What the exact comparison finds with few events, where nothing differs and where something does. */
export const fewEvents: Scenario = {
  id: 'S6',
  run(trial) {
    const all = runsOf('S6', 3000, trial)
    const [none, some] = [
      [0.003, 0.003],
      [0.0005, 0.008],
    ] as const
    let [alarms, found, foundByBoth] = [0, 0, 0]
    for (let run = 0; run < all.runs; run++) {
      const same = pairOf(all, none)
      if (!isEmpty(same) && compareRatesExact(...same).p <= 0.05) alarms++
      const different = pairOf(all, some)
      if (isEmpty(different)) continue
      if (compareRatesExact(...different).p <= 0.05) found++
      // Each rate has an interval that misses half as often, so that both hold together.
      const [control, treatment] = different.map((rate) => clopperPearsonInterval(rate, 0.025))
      const reach = control?.interval.high ?? 1
      if ((treatment?.interval.low ?? 0) > reach) foundByBoth++
    }
    const lifts = runsOf('S6 lift', 1000, trial)
    const looked = runsOf('S6 looks', 1000, trial)
    return [
      all.holds('exact rates, 1000 units a variant, 0.3 %, no difference', alarms, {
        atMost: 0.05,
      }),
      all.holds('exact rates find 0.05 % to 0.8 % in 1000 units a variant', found, {
        atLeast: 0.64,
      }),
      all.control('two intervals that do not meet find the same', foundByBoth, { atMost: 0.3 }),
      {
        ...lifts.holds('exact lift of 0.4 % to 1.2 %, 1000 units a variant', covered(lifts), {
          atLeast: 0.95,
        }),
        id: 'S6',
      },
      {
        ...looked.holds('five planned looks at few events, no difference', lookedAt(looked), {
          atMost: 0.05,
        }),
        id: 'S6',
      },
      wrongly(trial),
    ]
  },
}

/** How often the interval of a lift holds it, where there is one. */
function covered(all: Runs): number {
  let hits = 0
  for (let run = 0; run < all.runs; run++) {
    const pair = pairOf(all, [0.004, 0.012])
    // Nothing is said of a lift over nothing.
    if (pair[0].successes === 0) hits++
    else {
      const { low, high } = liftOfRatesExact(...pair).interval
      if (low <= 2 && high >= 2) hits++
    }
  }
  return hits
}

/** How often a scorecard finds something at any of its looks, at all of which events are few. */
function lookedAt({ runs, chance }: Runs): number {
  const plan: AnalysisPlan = {
    experiment: 'simulated',
    hypothesis: 'Nothing happens.',
    control: 'control',
    variants: [
      { key: 'control', share: 0.5 },
      { key: 'treated', share: 0.5 },
    ],
    primary: [{ key: 'crashed', kind: 'rate', direction: 'lower_is_better' }],
    stopping: { kind: 'group_sequential', units: 2 * N, fractions: LOOKS, spending: 'pocock' },
  }
  let hits = 0
  for (let run = 0; run < runs; run++) {
    const counts = { control: 0, treated: 0 }
    const isFound = LOOKS.some((fraction) => {
      counts.control += chance.binomial(N / 5, 0.004)
      counts.treated += chance.binomial(N / 5, 0.004)
      const n = fraction * N
      const { primary } = analyze(plan, {
        units: { control: n, treated: n },
        metrics: {
          crashed: {
            control: { kind: 'rate', successes: counts.control, n },
            treated: { kind: 'rate', successes: counts.treated, n },
          },
        },
      })
      const [row] = primary
      return row !== undefined && 'finding' in row && row.finding !== 'unclear'
    })
    if (isFound) hits++
  }
  return hits
}

/** The z-test of a canary, in which one event is a surprise. */
function wrongly(trial: Parameters<Scenario['run']>[0]) {
  const all = controlRunsOf('S6', 5000, trial)
  let alarms = 0
  for (let run = 0; run < all.runs; run++) {
    const control = { successes: all.chance.binomial(99 * 100, 0.02), n: 99 * 100 }
    const treatment = { successes: all.chance.binomial(100, 0.02), n: 100 }
    // Nobody at all seems to be known exactly.
    if (treatment.successes === 0 || compareRatesUnpooled(control, treatment).p <= 0.05) alarms++
  }
  return all.control('z by an unpooled error, 99/1, 2 % of 100 treated units', alarms, {
    atLeast: 0.1,
  })
}
