import type { AnalysisPlan } from '../../src/index.ts'
import { analyze, normalUpperQuantile, powerOfRates, sampleSizeOfRates } from '../../src/index.ts'
import type { Chance } from '../chance.ts'
import type { Scenario } from '../scenario.ts'
import { bandAround, controlRunsOf, runsOf } from '../scenario.ts'

const CONTROL = 0.02
const TREATMENT = 0.2
const RUNS = 4000

const LOOKED = [
  {
    control: 0.3,
    treatment: 0.2,
    share: 0.1,
    design: { kind: 'group_sequential', looks: 5 },
  },
  {
    control: 0.05,
    treatment: 0.03,
    share: 0.2,
    design: { kind: 'group_sequential', looks: 3 },
  },
  {
    control: 0.04,
    treatment: 0.02,
    share: 0.1,
    design: { kind: 'always_valid', looks: 10 },
  },
] as const
const LOOKED_RUNS = 2000

/** What the planning says of rates, against how often `analyze` finds them with so many units. */
export const powerOfRatesScenario: Scenario = {
  id: 'P-rates',
  run(trial) {
    const cases = [
      { control: 0.02, treatment: 0.1, share: 0.1 },
      { control: 0.05, treatment: 0.2, share: 0.05 },
      { control: 0.1, treatment: 0.4, share: 0.1 },
      { control: 0.3, treatment: 0.05, share: 0.1 },
      { control: 0.1, treatment: 0.16, share: 0.2 },
    ]
    const rows = cases.map(({ control, treatment, share }, index) => {
      const all = runsOf(`P-rates ${index}`, RUNS, trial)
      const ratio = share / (1 - share)
      const units = sampleSizeOfRates(treatment, { control, ratio })
      const power = powerOfRates(treatment, units.n, { control, ratio })
      const isFound = finder(all.chance, { control, treatment, share, units })
      let found = 0
      for (let run = 0; run < all.runs; run++) if (isFound()) found++
      const what = `planned power ${(100 * power).toFixed(1)} % of ${percent(control)} against ${percent(treatment)}, ${units.control} and ${units.treatment}`
      return { ...all.holds(what, found, bandAround(power, RUNS)), id: 'P-rates' }
    })
    const atLooks = LOOKED.map(({ control, treatment, share, design }, index) => {
      const all = runsOf(`P-rates looks ${index}`, LOOKED_RUNS, trial)
      const ratio = share / (1 - share)
      const units = sampleSizeOfRates(treatment, { control, ratio, design })
      const power = powerOfRates(treatment, units.n, { control, ratio, design })
      const isFound = finderAtLooks(all.chance, { control, treatment, share, units }, design)
      let found = 0
      for (let run = 0; run < all.runs; run++) if (isFound()) found++
      const what = `planned power ${(100 * power).toFixed(1)} % of ${percent(control)} against ${percent(treatment)}, ${units.control} and ${units.treatment}, ${design.looks} looks, ${design.kind}`
      return { ...all.holds(what, found, bandAround(power, LOOKED_RUNS)), id: 'P-rates' }
    })
    const wrong = controlRunsOf('P-rates', RUNS, trial)
    const units = normalUnits(1 / 9)
    const given = { control: CONTROL, treatment: TREATMENT, share: 0.1, units }
    const isFound = finder(wrong.chance, given)
    let foundWrongly = 0
    for (let run = 0; run < wrong.runs; run++) if (isFound()) foundWrongly++
    return [
      ...rows,
      ...atLooks,
      wrong.control(
        `as many units as the normal distribution says, ${units.control} and ${units.treatment}`,
        foundWrongly,
        { atMost: 0.75 },
      ),
    ]
  },
}

interface Case {
  readonly control: number
  readonly treatment: number
  readonly share: number
  readonly units: { readonly control: number; readonly treatment: number }
}

/** Draws a table and says whether it is found to differ; each table is analysed once. */
function finder(chance: Chance, { control, treatment, share, units }: Case): () => boolean {
  const plan: AnalysisPlan = {
    experiment: 'planned',
    hypothesis: 'It is found as often as planned.',
    control: 'control',
    variants: [
      { key: 'control', share: 1 - share },
      { key: 'treatment', share },
    ],
    primary: [{ key: 'bought', kind: 'rate', direction: 'higher_is_better' }],
    stopping: { kind: 'fixed', units: units.control + units.treatment },
  }
  const read = (bought: number, others: number): boolean => {
    const [row] = analyze(plan, {
      units: { control: units.control, treatment: units.treatment },
      metrics: {
        bought: {
          control: { kind: 'rate', n: units.control, successes: others },
          treatment: { kind: 'rate', n: units.treatment, successes: bought },
        },
      },
    }).primary
    return row !== undefined && 'finding' in row && row.finding !== 'unclear'
  }
  const known = new Map<string, boolean>()
  return () => {
    const others = chance.binomial(units.control, control)
    const bought = chance.binomial(units.treatment, treatment)
    const table = `${others} ${bought}`
    const found = known.get(table) ?? read(bought, others)
    known.set(table, found)
    return found
  }
}

/** Draws units up to each look in turn, and says whether any of them finds a difference. */
function finderAtLooks(
  chance: Chance,
  { control, treatment, share, units }: Case,
  { kind, looks }: (typeof LOOKED)[number]['design'],
): () => boolean {
  const fractions = Array.from({ length: looks }, (_, index) => (index + 1) / looks)
  const counts = fractions.map((fraction) => ({
    control: Math.round(units.control * fraction),
    treatment: Math.round(units.treatment * fraction),
  }))
  const plan: AnalysisPlan = {
    experiment: 'planned',
    hypothesis: 'It is found as often as planned.',
    control: 'control',
    variants: [
      { key: 'control', share: 1 - share },
      { key: 'treatment', share },
    ],
    primary: [{ key: 'bought', kind: 'rate', direction: 'higher_is_better' }],
    // Rounding leaves a look a unit short of what is planned for it at the most.
    stopping:
      kind === 'group_sequential'
        ? { kind, units: units.control + units.treatment - looks, fractions }
        : { kind },
  }
  return () => {
    const bought = { control: 0, treatment: 0 }
    let before = { control: 0, treatment: 0 }
    return counts.some((n, look) => {
      bought.control += chance.binomial(n.control - before.control, control)
      bought.treatment += chance.binomial(n.treatment - before.treatment, treatment)
      before = n
      const [row] = analyze(plan, {
        units: n,
        metrics: {
          bought: {
            control: { kind: 'rate', n: n.control, successes: bought.control },
            treatment: { kind: 'rate', n: n.treatment, successes: bought.treatment },
          },
        },
        ...(kind === 'group_sequential' && { look }),
      }).primary
      return row !== undefined && 'finding' in row && row.finding !== 'unclear'
    })
  }
}

/** Units by the textbook's formula, without a look at how few events they are. */
function normalUnits(ratio: number): Case['units'] {
  const pooled = (CONTROL + ratio * TREATMENT) / (1 + ratio)
  const own = CONTROL * (1 - CONTROL) + (TREATMENT * (1 - TREATMENT)) / ratio
  const reach =
    normalUpperQuantile(0.025) * Math.sqrt(pooled * (1 - pooled) * (1 + 1 / ratio)) +
    normalUpperQuantile(0.2) * Math.sqrt(own)
  const n = (reach / (TREATMENT - CONTROL)) ** 2
  return { control: Math.ceil(n), treatment: Math.ceil(n * ratio) }
}

function percent(rate: number): string {
  return `${(100 * rate).toFixed(0)} %`
}
