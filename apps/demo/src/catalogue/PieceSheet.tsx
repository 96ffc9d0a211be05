import { Gate } from '@sluice/react'
import type { ReactElement } from 'react'
import { Pot } from '../art/Pot.tsx'
import { glazes } from '../art/glazes.ts'
import { SheetHead } from '../page/Sheet.tsx'
import type { Piece } from './pieces.ts'
import { Price } from './Price.tsx'
import { Reviews } from './Reviews.tsx'
import './piece-sheet.css'

interface PieceSheetProps {
  readonly piece: Piece
  readonly onAdd: (piece: Piece) => void
  readonly onClose: () => void
}

/** Everything about one piece. */
export function PieceSheet({ piece, onAdd, onClose }: PieceSheetProps): ReactElement {
  return (
    <>
      <SheetHead id="piece-title" title={piece.name} onClose={onClose} />
      <div className="sheet-body piece-sheet">
        <div className="piece-sheet-tile tile" data-glaze={piece.glaze}>
          <Pot seed={piece.id} shape={piece.shape} glaze={piece.glaze} />
        </div>
        <div className="piece-sheet-line">
          <p>{piece.story}</p>
          <Price piece={piece} />
        </div>
        <dl>
          <div>
            <dt>Glaze</dt>
            <dd>{glazes[piece.glaze].title}</dd>
          </div>
          <div>
            <dt>Size</dt>
            <dd>{piece.size}</dd>
          </div>
          <div>
            <dt>Care</dt>
            <dd>Dishwasher and oven, yes. Falls, no.</dd>
          </div>
        </dl>
        {/* Last on the page, so that nothing moves up when reviews are turned off. */}
        <Gate flag="reviews">
          <Reviews piece={piece} />
        </Gate>
      </div>
      <div className="sheet-foot">
        <button type="button" className="button" data-wide onClick={() => onAdd(piece)}>
          Add to basket
        </button>
      </div>
    </>
  )
}
