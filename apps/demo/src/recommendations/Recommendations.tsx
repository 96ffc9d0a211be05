import { Variant } from '@sluice/react'
import type { ReactElement } from 'react'
import { pieces, type Piece } from '../catalogue/pieces.ts'
import { Carousel } from './Carousel.tsx'
import { PairRow } from './PairRow.tsx'
import './recommendations.css'

/** Two pieces that stand well beside each other, and why. */
export interface Pair {
  readonly id: string
  readonly why: string
  readonly pieces: readonly Piece[]
}

const pairs: readonly Pair[] = [
  pair('breakfast', 'Breakfast, the whole of it', 'weir-mug', 'moor-bowl'),
  pair('afternoon', 'Tea for two hands', 'kettle-lane-teapot', 'pebble-cup'),
  pair('window', 'A window that faces east', 'reed-vase', 'sill-planter'),
]

/** What goes well together. The carousel crashes on purpose; then the row is drawn. */
export function Recommendations({
  onOpen,
}: {
  readonly onOpen: (piece: Piece) => void
}): ReactElement {
  return (
    <section className="recommendations" aria-labelledby="pairs-title">
      <div className="wrap">
        <h2 id="pairs-title">Go well together</h2>
        <Variant
          flag="recommendations"
          cases={{
            row: <PairRow pairs={pairs} onOpen={onOpen} />,
            carousel: <Carousel pairs={pairs} />,
          }}
        />
      </div>
    </section>
  )
}

function pair(id: string, why: string, ...ids: readonly string[]): Pair {
  return { id, why, pieces: pieces.filter((piece) => ids.includes(piece.id)) }
}
