import type { EvaluateTogether, Evaluation, EvaluationContext } from '@sluice/core'
import type { LiveEnvironment } from '../live/live-environments.ts'
import { flagPiece, joinPieces, keysFor, type Audience, type Piece } from './flag-texts.ts'

/** How many flags make a block. */
const FLAGS = 4

/** How many outcomes of a flag are told apart; a power of two. Few flags have more. */
const OUTCOMES = 8

/** What the blocks of an environment may remember for one audience, in bytes. */
const BUDGET_BYTES = 2 * 1024 * 1024

/** A few flags beside each other, and what they came to together. */
interface Block {
  /** The first of its flags, and the first of the next block. */
  readonly from: number
  readonly to: number
  /** By the numbers of the outcomes, as digits to the base of `OUTCOMES`. */
  readonly pieces: Map<number, Piece>
}

interface Blocks {
  readonly evaluate: EvaluateTogether
  /** What the flags came to last. */
  readonly latest: Evaluation[]
  /** Room for the outcomes of each flag, in the order in which they came up. */
  readonly outcomes: (Evaluation | undefined)[]
  readonly blocks: readonly Block[]
  bytes: number
}

const known: Readonly<Record<Audience, WeakMap<LiveEnvironment, Blocks>>> = {
  client: new WeakMap(),
  trusted: new WeakMap(),
}

/**
 * Evaluates all flags of an environment, and writes what comes out in as few
 * pieces as may be: four flags of two variants come to sixteen texts, which
 * answers for all people are put together from.
 */
export function evaluateBlocks(
  audience: Audience,
  environment: LiveEnvironment,
  context: EvaluationContext,
  now: number,
): Piece[] {
  const all = blocksOf(audience, environment)
  const { latest } = all
  all.evaluate(context, now, latest)
  const pieces: Piece[] = []
  for (const block of all.blocks) {
    const place = placeOf(block, all)
    const together = place === undefined ? undefined : block.pieces.get(place)
    if (together !== undefined) {
      pieces.push(together)
      continue
    }
    const single = latest
      .slice(block.from, block.to)
      .map((evaluation) => flagPiece(audience, environment, evaluation))
    pieces.push(...single)
    if (place === undefined || all.bytes >= BUDGET_BYTES) continue
    const made = joinPieces(single)
    all.bytes += made.bytes.byteLength
    block.pieces.set(place, made)
  }
  return pieces
}

/** @returns the place of what came out, unless a flag has more outcomes than are told apart */
function placeOf({ from, to }: Block, { latest, outcomes }: Blocks): number | undefined {
  let place = 0
  for (let flag = from; flag < to; flag++) {
    const evaluation = latest[flag]
    const first = flag * OUTCOMES
    let number = 0
    while (number < OUTCOMES && outcomes[first + number] !== evaluation) {
      if (outcomes[first + number] === undefined) outcomes[first + number] = evaluation
      else number++
    }
    if (number === OUTCOMES) return undefined
    place = place * OUTCOMES + number
  }
  return place
}

function blocksOf(audience: Audience, environment: LiveEnvironment): Blocks {
  const made = known[audience].get(environment)
  if (made !== undefined) return made
  const keys = keysFor(audience, environment)
  const blocks: Block[] = []
  for (let from = 0; from < keys.length; from += FLAGS) {
    blocks.push({ from, to: Math.min(from + FLAGS, keys.length), pieces: new Map() })
  }
  const all: Blocks = {
    evaluate: environment.compiled.together(keys),
    latest: [],
    outcomes: Array.from({ length: keys.length * OUTCOMES }, () => undefined),
    blocks,
    bytes: 0,
  }
  known[audience].set(environment, all)
  return all
}
