import { Variant } from '@sluice/react'
import type { ReactElement } from 'react'
import type { Piece } from '../catalogue/pieces.ts'
import { Carousel } from './Carousel.tsx'
import { PairRow } from './PairRow.tsx'
import { pairs } from './pairs.ts'
import './recommendations.css'

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
