import { useTrack } from '@sluice/react'
import { useState, type ReactElement } from 'react'
import { Checkout } from '../checkout/Checkout.tsx'
import { Thanks } from '../checkout/Thanks.tsx'
import { SheetHead } from '../page/Sheet.tsx'
import type { Persona } from '../people/personas.ts'
import type { Basket, BasketEvent } from './basket.ts'
import { BasketPage } from './BasketPage.tsx'
import { useTotals } from './use-totals.ts'
import './basket-sheet.css'

const titles = { basket: 'Your basket', checkout: 'Checkout', thanks: 'Thank you' }

interface BasketSheetProps {
  readonly basket: Basket
  readonly persona: Persona
  readonly onEvent: (event: BasketEvent) => void
  readonly onClose: () => void
}

/** The basket, then the checkout, then a word of thanks. */
export function BasketSheet({ basket, persona, onEvent, onClose }: BasketSheetProps): ReactElement {
  const track = useTrack()
  const { totalCents } = useTotals(basket)
  const [step, setStep] = useState<keyof typeof titles>('basket')
  return (
    <>
      <SheetHead id="basket-title" title={titles[step]} onClose={onClose} />
      {step === 'basket' ? (
        <BasketPage
          basket={basket}
          onEvent={onEvent}
          onClose={onClose}
          onCheckout={() => setStep('checkout')}
        />
      ) : undefined}
      {step === 'checkout' ? (
        <Checkout
          basket={basket}
          persona={persona}
          onBack={() => setStep('basket')}
          onOrder={() => {
            track('order', { value: totalCents / 100 })
            onEvent({ type: 'ordered' })
            setStep('thanks')
          }}
        />
      ) : undefined}
      {step === 'thanks' ? <Thanks onClose={onClose} /> : undefined}
    </>
  )
}
