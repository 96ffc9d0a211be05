import type { ReactElement } from 'react'
import type { Basket, BasketEvent } from './basket.ts'
import { BasketLines } from './BasketLines.tsx'
import { FreeDelivery } from './FreeDelivery.tsx'
import { Totals } from './Totals.tsx'

interface BasketPageProps {
  readonly basket: Basket
  readonly onEvent: (event: BasketEvent) => void
  readonly onCheckout: () => void
  readonly onClose: () => void
}

/** What is in the basket, and the way to the checkout. */
export function BasketPage(props: BasketPageProps): ReactElement {
  const { basket, onEvent, onCheckout, onClose } = props
  if (basket.length === 0) {
    return (
      <div className="sheet-body basket-empty">
        <p>Nothing in it yet.</p>
        <button type="button" className="button" data-look="quiet" onClick={onClose}>
          Back to the shelves
        </button>
      </div>
    )
  }
  return (
    <>
      <div className="sheet-body">
        <FreeDelivery basket={basket} />
        <BasketLines basket={basket} onEvent={onEvent} />
      </div>
      <div className="sheet-foot">
        <Totals basket={basket} />
        <button type="button" className="button" data-wide onClick={onCheckout}>
          To the checkout
        </button>
      </div>
    </>
  )
}
