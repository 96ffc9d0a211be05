import {
  adjustPValues,
  asymptoticSequence,
  checkSequentialMinimum,
  meanEstimate,
  rateEstimate,
  ratioEstimate,
  StatsError,
  testInteraction,
  type MeanEstimate,
  type MetricSummary,
  type Refusal,
  type SegmentValue,
  type TestResult,
} from '@sluice/stats'
import { measureUnits, type MeasureQuestion, type MeasureStore } from '../measure/measure-units.ts'
import { isUnitMetric } from '../measure/metric-question.ts'
import type { OverlappingExperiment } from './overlapping.ts'
import type { SealedPlan } from './sealed-plan.ts'

/** Whether another experiment changes what a treatment does to a primary metric. */
export interface Interaction {
  /** The other experiment. */
  readonly experiment: string
  readonly metric: string
  readonly treatment: string
  readonly otherTreatment: string
  /** Units that are in both, in one of these two variants of either. */
  readonly units: number
  /** The effect among those with the other treatment, less that among those with its control; valid at every look. */
  readonly difference: TestResult<'asymptotic_confidence_sequence'> | Refusal
  /** Corrected by Holm for how many are told. */
  readonly adjustedP?: number
  /** It is there, at the alpha of the plan. */
  readonly isThere: boolean
}

/** Reads the primary metrics of units that are in another experiment as well. */
export async function interactionsOf(
  store: MeasureStore,
  question: MeasureQuestion,
  plan: SealedPlan,
  others: readonly OverlappingExperiment[],
): Promise<Interaction[]> {
  const primary = plan.primary.flatMap(({ key }) => {
    const metric = plan.definitions[key]
    return metric !== undefined && isUnitMetric(metric) ? [[key, metric] as const] : []
  })
  if (others.length === 0 || primary.length === 0) return []
  const measured = await measureUnits(store, question, Object.fromEntries(primary), { others })
  const treatments = plan.variants.filter(({ key, share }) => key !== plan.control && share > 0)
  const rows = others.flatMap((other) =>
    primary.flatMap(([metric]) =>
      treatments.flatMap(({ key: treatment }) =>
        other.treatments.map((otherTreatment) =>
          interactionIn(measured.others[other.experiment] ?? [], {
            experiment: other.experiment,
            metric,
            alpha: plan.alpha ?? 0.05,
            own: [plan.control, treatment],
            its: [other.control, otherTreatment],
          }),
        ),
      ),
    ),
  )
  return judged(rows, plan.alpha ?? 0.05)
}

interface Wanted {
  readonly experiment: string
  readonly metric: string
  readonly alpha: number
  /** Control and treatment of this experiment, and of the other. */
  readonly own: readonly [control: string, treatment: string]
  readonly its: readonly [control: string, treatment: string]
}

type Told = Omit<Interaction, 'adjustedP' | 'isThere'>

function interactionIn(
  values: readonly SegmentValue[],
  { experiment, metric, alpha, own, its }: Wanted,
): Told {
  const of = (variant: string, met: string): MetricSummary | undefined =>
    values.find(({ value }) => value === met)?.metrics?.[metric]?.[variant]
  const cells = [
    of(own[0], its[0]),
    of(own[1], its[0]),
    of(own[0], its[1]),
    of(own[1], its[1]),
  ] as const
  const told = {
    experiment,
    metric,
    treatment: own[1],
    otherTreatment: its[1],
    units: cells.reduce((sum, cell) => sum + (cell?.n ?? 0), 0),
  }
  try {
    return { ...told, difference: compared(cells, alpha) }
  } catch (error) {
    if (!(error instanceof StatsError)) throw error
    return { ...told, difference: { refused: error.category, message: error.message } }
  }
}

type Cells = readonly [
  neither: MetricSummary | undefined,
  first: MetricSummary | undefined,
  second: MetricSummary | undefined,
  both: MetricSummary | undefined,
]

function compared(cells: Cells, alpha: number): TestResult<'asymptotic_confidence_sequence'> {
  const [neither, first, second, both] = cells.map(estimateOf) as [
    MeanEstimate,
    MeanEstimate,
    MeanEstimate,
    MeanEstimate,
  ]
  const all = [neither, first, second, both]
  const n = Math.min(...all.map((cell) => cell.n))
  checkSequentialMinimum({ n }, { n }, cells[0]?.kind === 'rate' ? neither.mean : undefined)
  const { estimate, standardError } = testInteraction({ neither, first, second, both })
  const units = all.reduce((sum, cell) => sum + cell.n, 0)
  return asymptoticSequence({ estimate, standardError, n: units }, { alpha })
}

function estimateOf(summary: MetricSummary | undefined): MeanEstimate {
  if (summary === undefined) {
    throw new StatsError(
      'insufficient_data',
      'Too few units are in both experiments. Wait for more.',
    )
  }
  if (summary.kind === 'rate') return rateEstimate(summary)
  return summary.kind === 'mean' ? meanEstimate(summary) : ratioEstimate(summary)
}

/** Corrects what could be told for how many there are. */
function judged(rows: readonly Told[], alpha: number): Interaction[] {
  const ps = rows.flatMap(({ difference }) => ('p' in difference ? [difference.p] : []))
  const adjusted = ps.length === 0 ? [] : [...adjustPValues(ps, 'holm')]
  return rows.map((row) => {
    const adjustedP = 'p' in row.difference ? adjusted.shift() : undefined
    if (adjustedP === undefined) return { ...row, isThere: false }
    return { ...row, adjustedP, isThere: adjustedP <= alpha }
  })
}
