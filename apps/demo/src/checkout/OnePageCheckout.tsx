import { Gate } from '@sluice/react'
import type { ReactElement } from 'react'
import { Totals } from '../basket/Totals.tsx'
import type { Basket } from '../basket/basket.ts'
import { AddressFields } from './AddressFields.tsx'
import { Delivery, Payment } from './DeliveryAndPayment.tsx'
import type { DraftProps } from './draft.ts'
import { ExpressPay } from './ExpressPay.tsx'
import { OrderButton } from './OrderButton.tsx'

/** What both checkouts take. */
export interface CheckoutFormProps extends DraftProps {
  readonly basket: Basket
  readonly onBack: () => void
  readonly onOrder: () => void
}

/** The new checkout: everything on one page. */
export function OnePageCheckout(props: CheckoutFormProps): ReactElement {
  const { basket, draft, onChange, onBack, onOrder } = props
  return (
    <form
      className="checkout"
      data-checkout="one-page"
      onSubmit={(event) => {
        event.preventDefault()
        onOrder()
      }}
    >
      <div className="sheet-body">
        <Gate flag="express-pay">
          <ExpressPay onOrder={onOrder} />
        </Gate>
        <AddressFields draft={draft} onChange={onChange} />
        <Delivery draft={draft} onChange={onChange} />
        <Payment draft={draft} onChange={onChange} />
      </div>
      <div className="sheet-foot">
        <Totals basket={basket} />
        <OrderButton />
        <button type="button" className="link-button" onClick={onBack}>
          Back to the basket
        </button>
      </div>
    </form>
  )
}
