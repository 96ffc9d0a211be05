import { compareRatesScore, createGenerator, type Rate } from '@sluice/stats'
import type { RolloutGuardrail } from '../src/index.ts'
import { readGuardrail } from '../src/reading/read-guardrail.ts'
import { poisson } from './chance.ts'

const LOOKS = 30
/** Events in the smaller variant between two looks: some looks before `asymptotic_cs` may begin, and many after. */
const EVENTS_A_LOOK = 1.5

/** Variants that do the same, and rarely. */
export interface RareWorld {
  /** Share of the treatment among the compared units. */
  readonly share: number
  readonly rate: number
  readonly direction: RolloutGuardrail['direction']
  readonly alpha: number
  readonly runs: number
}

/**
 * How many of many guardrails with `asymptotic_cs` see a harm that is none, at any look.
 *
 * @returns shares of the runs: by the guardrail, by the count that stands in for its test, and, as a
 *   control that must look bad, by a test that may be read once and is read at every look
 */
export function falseHarm({ share, rate, direction, alpha, runs }: RareWorld): {
  readonly guardrail: number
  readonly counted: number
  readonly readOften: number
} {
  const guardrail: RolloutGuardrail = {
    metric: 'crash_rate',
    direction,
    marginRelative: 0,
    mustRuleOutRelative: 1,
    test: 'asymptotic_cs',
    alpha,
    onRegression: 'roll_back',
  }
  const side = direction === 'lower_is_better' ? 'greater' : 'less'
  const perLook = EVENTS_A_LOOK / rate / Math.min(share, 1 - share)
  let [harmed, counted, readOften] = [0, 0, 0]
  for (let run = 0; run < runs; run++) {
    const chance = createGenerator(run, 3)
    let [control, treatment]: Rate[] = [NOBODY, NOBODY]
    let [isHarmed, isReadOften] = [false, false]
    for (let look = 0; look < LOOKS; look++) {
      const more = (before: Rate = NOBODY, of: number): Rate => {
        const met = poisson(chance, perLook * of)
        const events = Math.min(met, poisson(chance, met * rate))
        return { n: before.n + met, successes: before.successes + events }
      }
      control = more(control, 1 - share)
      treatment = more(treatment, share)
      if (control.successes + treatment.successes === 0) continue
      isReadOften ||= compareRatesScore(control, treatment, { side, alpha }).p <= alpha
      if (isHarmed) continue
      const { finding, method } = readGuardrail(
        guardrail,
        { control: { kind: 'rate', ...control }, treatment: { kind: 'rate', ...treatment } },
        share,
      )
      isHarmed = finding === 'harmed'
      if (isHarmed && method === 'event_count_sequential') counted++
    }
    if (isHarmed) harmed++
    if (isReadOften) readOften++
  }
  return { guardrail: harmed / runs, counted: counted / runs, readOften: readOften / runs }
}

const NOBODY: Rate = { successes: 0, n: 0 }
