import type { AnalysisPlan } from '../../src/index.ts'
import { analyze, normalUpperQuantile, powerOfRates, sampleSizeOfRates } from '../../src/index.ts'
import type { Chance } from '../chance.ts'
import type { Scenario } from '../scenario.ts'
import { bandAround, controlRunsOf, runsOf } from '../scenario.ts'

const CONTROL = 0.02
const TREATMENT = 0.2
const RUNS = 4000

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
    const wrong = controlRunsOf('P-rates', RUNS, trial)
    const units = normalUnits(1 / 9)
    const given = { control: CONTROL, treatment: TREATMENT, share: 0.1, units }
    const isFound = finder(wrong.chance, given)
    let foundWrongly = 0
    for (let run = 0; run < wrong.runs; run++) if (isFound()) foundWrongly++
    return [
      ...rows,
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
