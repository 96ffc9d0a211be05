import type { Kind, Row } from './table.ts'
import { turnsOf } from './turns.ts'

/** One that takes part in a comparison. */
export interface Contestant {
  readonly name: string
  readonly kind: Kind
  readonly extra?: string
  /** Does the work once and tells what it took, in the unit of the table. */
  readonly round: () => number | Promise<number>
}

/** How much is measured. */
export interface Effort {
  /** Rounds that count; those that warm up come on top. */
  readonly rounds: number
  readonly warmups: number
  /** How long one round of a loop lasts, milliseconds. */
  readonly loopMs: number
  /** One tiny round, to see that everything still runs; its figures mean nothing. */
  readonly isSmoke: boolean
}

/**
 * Lets all contestants work in turn, round after round, so that whatever slows
 * the machine down for a while slows all of them. Each round has an order of its
 * own: nobody always follows the same one. No collection is forced
 * in between: it makes V8 forget what it has learnt about some, and not others.
 */
export async function interleave(
  contestants: readonly Contestant[],
  { rounds, warmups }: Pick<Effort, 'rounds' | 'warmups'>,
): Promise<Row[]> {
  const samples = contestants.map((): number[] => [])
  for (let round = -warmups; round < rounds; round++) {
    for (const index of turnsOf([...contestants.keys()], round)) {
      const sample = await contestants[index]?.round()
      if (round >= 0 && sample !== undefined) samples[index]?.push(sample)
    }
  }
  return contestants.map(({ name, kind, extra }, index) => ({
    name,
    kind,
    samples: samples[index] ?? [],
    ...(extra !== undefined && { extra }),
  }))
}
