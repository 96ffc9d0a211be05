import { pieces, type Piece } from '../catalogue/pieces.ts'

/** Two pieces that stand well beside each other, and why. */
export interface Pair {
  readonly id: string
  readonly why: string
  readonly pieces: readonly Piece[]
}

/** The pairs of this season. */
export const pairs: readonly Pair[] = [
  pair('breakfast', 'Breakfast, the whole of it', 'weir-mug', 'moor-bowl'),
  pair('afternoon', 'Tea for two hands', 'kettle-lane-teapot', 'pebble-cup'),
  pair('window', 'A window that faces east', 'reed-vase', 'sill-planter'),
]

function pair(id: string, why: string, ...ids: readonly string[]): Pair {
  return { id, why, pieces: pieces.filter((piece) => ids.includes(piece.id)) }
}
