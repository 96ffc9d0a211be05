import { Gate } from '@sluice/react'
import type { ReactElement } from 'react'
import { Pot } from '../art/Pot.tsx'
import { glazes } from '../art/glazes.ts'
import type { Piece } from './pieces.ts'
import { Price } from './Price.tsx'
import { Stars } from './Stars.tsx'
import '../art/tiles.css'
import './piece-card.css'

interface PieceCardProps {
  readonly piece: Piece
  readonly onOpen: (piece: Piece) => void
  readonly onAdd: (piece: Piece) => void
}

/** One piece on the shelf: opens its page, or goes straight into the basket. */
export function PieceCard({ piece, onOpen, onAdd }: PieceCardProps): ReactElement {
  return (
    <article className="piece-card">
      <div className="piece-card-tile tile" data-glaze={piece.glaze}>
        <Pot seed={piece.id} shape={piece.shape} glaze={piece.glaze} />
      </div>
      <h3>
        <button type="button" className="piece-card-open" onClick={() => onOpen(piece)}>
          {piece.name}
        </button>
      </h3>
      <p className="piece-card-note soft">
        {/* Killing reviews leaves a line of the same height. */}
        <Gate flag="reviews" fallback={glazes[piece.glaze].title}>
          <Stars stars={piece.stars} reviews={piece.reviews} />
        </Gate>
      </p>
      <Price piece={piece} />
      <button
        type="button"
        className="piece-card-add icon-button"
        aria-label={`Add ${piece.name} to the basket`}
        onClick={() => onAdd(piece)}
      >
        <svg viewBox="0 0 20 20" width="20" height="20" aria-hidden="true">
          <path d="M10 4v12M4 10h12" stroke="currentColor" strokeWidth="2" strokeLinecap="round" />
        </svg>
      </button>
    </article>
  )
}
