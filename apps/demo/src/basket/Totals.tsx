import type { ReactElement } from 'react'
import { euros } from '../catalogue/money.ts'
import type { Basket } from './basket.ts'
import { useTotals } from './use-totals.ts'
import './totals.css'

/** What it costs, line by line. */
export function Totals({ basket }: { readonly basket: Basket }): ReactElement {
  const { piecesCents, deliveryCents, totalCents } = useTotals(basket)
  return (
    <dl className="totals figures">
      <div>
        <dt>Pieces</dt>
        <dd>{euros(piecesCents)}</dd>
      </div>
      <div>
        <dt>Delivery</dt>
        <dd>{deliveryCents === 0 ? 'free' : euros(deliveryCents)}</dd>
      </div>
      <div className="totals-sum">
        <dt>Total</dt>
        <dd>{euros(totalCents)}</dd>
      </div>
    </dl>
  )
}
