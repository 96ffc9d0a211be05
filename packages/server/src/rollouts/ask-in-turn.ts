import type { Clock } from '../live/clock.ts'
import type { AskPrometheus } from '../measure/prometheus/ask-prometheus.ts'
import { createTurns, type InTurn } from './in-turn.ts'

/** How many questions a Prometheus that answers gets at once, and one that does not. */
const TURNS = { atOnce: 32, slowMs: 250, most: 1_024 }

/**
 * Asks each Prometheus no more than so many questions at once, however many rollouts are due:
 * a thousand of them would be four thousand questions. One that hangs keeps none of another waiting.
 */
export function askInTurn(ask: AskPrometheus, clock: Clock): AskPrometheus {
  const turns = new Map<string, InTurn>()
  return async (question) => {
    const own = turns.get(question.url) ?? createTurns(clock, TURNS)
    turns.set(question.url, own)
    return own(async () => ask(question))
  }
}
