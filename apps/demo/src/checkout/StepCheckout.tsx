import { useState, type ReactElement } from 'react'
import { Totals } from '../basket/Totals.tsx'
import { AddressFields } from './AddressFields.tsx'
import { Delivery, Payment } from './DeliveryAndPayment.tsx'
import { useMovedFocus } from '../page/use-moved-focus.ts'
import type { CheckoutFormProps } from './OnePageCheckout.tsx'
import { OrderButton } from './OrderButton.tsx'

const STEPS = ['Address', 'Delivery', 'Payment'] as const

/** The old checkout: one question after the other. */
export function StepCheckout(props: CheckoutFormProps): ReactElement {
  const { basket, draft, onChange, onBack, onOrder } = props
  const [step, setStep] = useState(0)
  const body = useMovedFocus<HTMLDivElement>(step)
  const last = step === STEPS.length - 1
  return (
    <form
      className="checkout"
      data-checkout="steps"
      onSubmit={(event) => {
        event.preventDefault()
        if (last) onOrder()
        else setStep(step + 1)
      }}
    >
      <div ref={body} className="sheet-body" tabIndex={-1}>
        <ol className="steps">
          {STEPS.map((title, at) => (
            <li key={title} aria-current={at === step ? 'step' : undefined}>
              {title}
            </li>
          ))}
        </ol>
        {step === 0 ? <AddressFields draft={draft} onChange={onChange} /> : undefined}
        {step === 1 ? <Delivery draft={draft} onChange={onChange} /> : undefined}
        {step === 2 ? <Payment draft={draft} onChange={onChange} /> : undefined}
      </div>
      <div className="sheet-foot">
        {last ? <Totals basket={basket} /> : undefined}
        {last ? (
          <OrderButton />
        ) : (
          <button type="submit" className="button" data-wide>
            Next
          </button>
        )}
        <button
          type="button"
          className="link-button"
          onClick={() => (step === 0 ? onBack() : setStep(step - 1))}
        >
          {step === 0 ? 'Back to the basket' : 'One step back'}
        </button>
      </div>
    </form>
  )
}
