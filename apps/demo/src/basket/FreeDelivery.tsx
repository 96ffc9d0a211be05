import type { ReactElement } from 'react'
import { euros } from '../catalogue/money.ts'
import type { Basket } from './basket.ts'
import { useTotals } from './use-totals.ts'
import './free-delivery.css'

/** How far the basket is from free delivery. */
export function FreeDelivery({ basket }: { readonly basket: Basket }): ReactElement {
  const { missingCents, share } = useTotals(basket)
  return (
    <div className="free-delivery">
      <p className="figures">
        {missingCents === 0
          ? 'Delivery is on us.'
          : `${euros(missingCents)} more and delivery is free.`}
      </p>
      <meter value={share} aria-label="On the way to free delivery">
        {Math.round(share * 100)} %
      </meter>
    </div>
  )
}
