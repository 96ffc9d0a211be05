import { analysis } from './explained/analysis.ts'
import { assignment } from './explained/assignment.ts'
import { bayes } from './explained/bayes.ts'
import { corrections } from './explained/corrections.ts'
import { distributions } from './explained/distributions.ts'
import { drift } from './explained/drift.ts'
import { means } from './explained/means.ts'
import { moments } from './explained/moments.ts'
import { planning } from './explained/planning.ts'
import { pooling } from './explained/pooling.ts'
import { rates } from './explained/rates.ts'
import { sequential } from './explained/sequential.ts'
import { srm } from './explained/srm.ts'
import { survival } from './explained/survival.ts'
import { tests } from './explained/tests.ts'
import { trend } from './explained/trend.ts'
import type { Mutant } from './mutants.ts'

/** A mutant that no test can tell from the original, and why. */
export interface Explained {
  readonly file: string
  /** Part of the line. */
  readonly code: string
  /** Any change of the line when absent. */
  readonly was?: string
  readonly is?: string
  readonly why: string
}

/** Whether an explanation is one of this mutant, whose line is given. */
export function explains(entry: Explained, { file, was, is }: Mutant, line: string): boolean {
  return (
    entry.file === file &&
    (entry.was === undefined || entry.was === was) &&
    (entry.is === undefined || entry.is === is) &&
    line.includes(entry.code)
  )
}

/** Mutants that survive for a reason. */
export const explained: readonly Explained[] = [
  ...analysis,
  ...assignment,
  ...bayes,
  ...corrections,
  ...distributions,
  ...drift,
  ...means,
  ...moments,
  ...planning,
  ...pooling,
  ...rates,
  ...sequential,
  ...srm,
  ...survival,
  ...tests,
  ...trend,
]
