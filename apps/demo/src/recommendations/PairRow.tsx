import type { ReactElement } from 'react'
import { Pot } from '../art/Pot.tsx'
import type { Piece } from '../catalogue/pieces.ts'
import type { Pair } from './pairs.ts'

interface PairRowProps {
  readonly pairs: readonly Pair[]
  readonly onOpen: (piece: Piece) => void
}

/** The control: three pairs side by side. */
export function PairRow({ pairs, onOpen }: PairRowProps): ReactElement {
  return (
    <ul className="pair-row">
      {pairs.map(({ id, why, pieces }) => (
        <li key={id} className="pair">
          <div className="pair-tile tile" data-glaze={pieces[0]?.glaze}>
            {pieces.map((piece) => (
              <Pot key={piece.id} seed={piece.id} shape={piece.shape} glaze={piece.glaze} />
            ))}
          </div>
          <h3>{why}</h3>
          <p>
            {pieces.map((piece) => (
              <button
                key={piece.id}
                type="button"
                className="link-button"
                onClick={() => onOpen(piece)}
              >
                {piece.name}
              </button>
            ))}
          </p>
        </li>
      ))}
    </ul>
  )
}
