import { Gate } from '@sluice/react'
import { useState, type ReactElement } from 'react'
import type { Basket } from '../basket/basket.ts'
import type { Persona } from '../people/personas.ts'
import { draftFor, type Draft } from './draft.ts'
import { OnePageCheckout } from './OnePageCheckout.tsx'
import { StepCheckout } from './StepCheckout.tsx'
import './checkout.css'

interface CheckoutProps {
  readonly basket: Basket
  readonly persona: Persona
  readonly onBack: () => void
  readonly onOrder: () => void
}

/**
 * The old checkout or the new one. What was typed is kept above both, so that a
 * gate that moves while somebody fills in the form takes nothing away from them.
 */
export function Checkout({ basket, persona, onBack, onOrder }: CheckoutProps): ReactElement {
  const [draft, setDraft] = useState<Draft>(() => draftFor(persona))
  const form = {
    basket,
    draft,
    onBack,
    onOrder,
    onChange: (change: Partial<Draft>) => setDraft((before) => ({ ...before, ...change })),
  }
  return (
    <Gate flag="new-checkout" fallback={<StepCheckout {...form} />}>
      <OnePageCheckout {...form} />
    </Gate>
  )
}
