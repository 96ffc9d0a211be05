import type { Scenario } from '../scenario.ts'
import { constantEffects } from './constant-effects.ts'
import { fewEvents } from './few-events.ts'
import { fixed } from './fixed.ts'
import { guardrailAtMargin } from './guardrail-at-margin.ts'
import { heavyUsers } from './heavy-users.ts'
import { lifts } from './lifts.ts'
import { many } from './many.ts'
import { peekings } from './peeking.ts'
import { plannedMeans } from './planned-means.ts'
import { powerOfRatesScenario } from './power-of-rates.ts'
import { powers } from './powers.ts'
import { scorecards } from './scorecard.ts'
import { smallCells } from './small-cells.ts'
import { splits } from './splits.ts'

/** Every scenario, in the order of the table. */
export const scenarios: readonly Scenario[] = [
  ...fixed,
  ...peekings,
  ...splits,
  ...lifts,
  ...many,
  ...powers,
  powerOfRatesScenario,
  plannedMeans,
  ...scorecards,
  fewEvents,
  ...constantEffects,
  smallCells,
  guardrailAtMargin,
  heavyUsers,
]
