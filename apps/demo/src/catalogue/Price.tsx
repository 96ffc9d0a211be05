import { Gate } from '@sluice/react'
import type { ReactElement } from 'react'
import { euros, tradePrice } from './money.ts'
import type { Piece } from './pieces.ts'
import './price.css'

interface PriceProps {
  readonly piece: Piece
}

/** The price of a piece: the shop's, or the one for the trade beside it. */
export function Price({ piece }: PriceProps): ReactElement {
  return (
    <p className="price figures">
      <Gate flag="wholesale-prices" fallback={euros(piece.priceCents)}>
        <span className="price-trade">
          {euros(tradePrice(piece.priceCents))}
          <span className="price-label"> trade</span>
        </span>{' '}
        <s>
          <span className="visually-hidden">instead of </span>
          {euros(piece.priceCents)}
        </s>
      </Gate>
    </p>
  )
}
