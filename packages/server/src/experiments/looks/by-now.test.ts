import type { Experiment } from '@sluice/core'
import { afterEach, describe, expect, it } from 'vitest'
import type { MetricFigures } from '../figures.ts'
import { startPlannedRun, type PlannedRun } from '../testing/planned-run.ts'

const open: PlannedRun[] = []
afterEach(async () => {
  for (const run of open.splice(0)) await run.close()
})

/** Lets people come until its first look, takes that, and lets as many more come. */
async function run(stopping: Experiment['stopping']): Promise<Shown> {
  const begun = await startPlannedRun(stopping, {
    words: { guardrails: [{ metric: 'refunded' }], secondary: [] },
    metrics: {
      refunded: {
        kind: 'conversion',
        outcome: 'refund',
        direction: 'lower_is_better',
        margin: 0.1,
      },
    },
    outcomes: {
      purchase: { rate: 0.2, value: 20 },
      refund: { rate: 0.05, lift: { warm: 5 }, value: 1 },
    },
  })
  open.push(begun)
  await begun.days(8)
  await begun.looks.pulse()
  await begun.days(8)
  return (await begun.results()) as unknown as Shown
}

interface Shown {
  readonly units: Readonly<Record<string, number>>
  readonly figures: readonly MetricFigures[]
  readonly looks: { readonly shown: number; readonly byNow: readonly string[] }
  readonly analysis: Readonly<
    Record<
      'primary' | 'guardrails',
      readonly {
        readonly metric: string
        readonly finding: string
        readonly lift: { readonly estimate: number }
      }[]
    >
  >
}

describe.each<Experiment['stopping']>([
  { kind: 'fixed', units: 700 },
  { kind: 'group_sequential', units: 2800, fractions: [0.25, 0.5, 1] },
])('after a look of a plan that is $kind', (stopping) => {
  it('has the numbers of now beside a guardrail that is read by now, and of the look beside the rest', async () => {
    const { units, figures, looks, analysis } = await run(stopping)
    expect(looks).toMatchObject({ shown: 0, byNow: ['refunded'] })
    const shown = (metric: string) => {
      const [control, treatment] = ['plain', 'warm'].map((variant) =>
        figures
          .find((one) => one.metric === metric)
          ?.variants.find((one) => one.variant === variant),
      )
      return {
        n: [control?.n, treatment?.n],
        lift: (treatment?.value ?? 0) / (control?.value ?? 0) - 1,
      }
    }
    const [primary, guardrail] = [analysis.primary[0], analysis.guardrails[0]]
    expect(guardrail?.finding).toBe('harmed')
    expect(shown('refunded').n).toEqual([units['plain'], units['warm']])
    expect(shown('refunded').lift).toBeCloseTo(guardrail?.lift.estimate ?? 0, 9)
    expect(shown('bought').n).not.toEqual([units['plain'], units['warm']])
    expect(shown('bought').lift).toBeCloseTo(primary?.lift.estimate ?? 0, 9)
  })
})
