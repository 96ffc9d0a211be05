import { useState, type ReactElement } from 'react'
import { PieceCard } from './PieceCard.tsx'
import { pieces, uses, type Piece, type Use } from './pieces.ts'
import './piece-grid.css'

interface PieceGridProps {
  readonly onOpen: (piece: Piece) => void
  readonly onAdd: (piece: Piece) => void
}

const choices: readonly (readonly [Use | 'all', string])[] = [
  ['all', 'Everything'],
  ...(Object.entries(uses) as [Use, string][]),
]

/** All pieces, or those of one use. */
export function PieceGrid({ onOpen, onAdd }: PieceGridProps): ReactElement {
  const [use, setUse] = useState<Use | 'all'>('all')
  const shown = pieces.filter((piece) => use === 'all' || piece.use === use)
  return (
    <section id="shop" className="piece-grid wrap" aria-labelledby="floor-title">
      <header className="piece-grid-head">
        <h2 id="floor-title">On the shelves</h2>
        <fieldset className="piece-grid-uses" aria-label="Show">
          {choices.map(([choice, title]) => (
            <button
              key={choice}
              type="button"
              aria-pressed={use === choice}
              onClick={() => setUse(choice)}
            >
              {title}
            </button>
          ))}
        </fieldset>
      </header>
      <ul>
        {shown.map((piece) => (
          <li key={piece.id}>
            <PieceCard piece={piece} onOpen={onOpen} onAdd={onAdd} />
          </li>
        ))}
      </ul>
    </section>
  )
}
