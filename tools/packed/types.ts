// Type-checked against the packed packages, declarations included.
import type { EvaluationContext } from '@sluice/core'
import { compile } from '@sluice/core'
import { parseRuleset } from '@sluice/core/schema'
import { createSluiceClient, useGate, useVariant } from '@sluice/react'

declare module '@sluice/client' {
  interface Register {
    flags: {
      'new-checkout': { type: boolean; variants: 'on' | 'off' }
      'call-to-action': { type: 'Buy now' | 'Add to basket'; variants: 'control' | 'short' }
    }
    context: { country?: string }
  }
}

const context: EvaluationContext = { targetingKey: 'ann' }
export const evaluation = compile(parseRuleset({}).ruleset).evaluate('new-checkout', context, 0)
export const client = createSluiceClient({ url: '/', clientKey: 'k', context: { country: 'NO' } })

export function useCheckout(): string {
  const isOpen: boolean = useGate('new-checkout')
  const label: 'Buy now' | 'Add to basket' = useVariant('call-to-action', 'Buy now')
  // @ts-expect-error a flag that nobody registered
  useGate('new-chekcout')
  return isOpen ? label : ''
}
