import type { Explained } from './explained/explanation.ts'
import { analysis } from './explained/analysis.ts'
import { assignment } from './explained/assignment.ts'
import { bayes } from './explained/bayes.ts'
import { corrections } from './explained/corrections.ts'
import { distributions } from './explained/distributions.ts'
import { drift } from './explained/drift.ts'
import { input } from './explained/input.ts'
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

/** Mutants that survive for a reason. */
export const explained: readonly Explained[] = [
  ...analysis,
  ...assignment,
  ...bayes,
  ...corrections,
  ...distributions,
  ...drift,
  ...input,
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
