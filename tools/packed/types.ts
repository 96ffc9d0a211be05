// Type-checked against the packed packages, declarations included.
import type { EvaluationContext } from '@sluice/core'
import { compile } from '@sluice/core'
import { parseRuleset } from '@sluice/core/schema'
import { createSluiceNode } from '@sluice/node'
import { createSluiceClient, useGate, useVariant } from '@sluice/react'
import { evaluateFlags } from '@sluice/react/server'

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

const node = createSluiceNode({ url: 'http://127.0.0.1:9', serverKey: 'k' })
const flags = evaluateFlags(node, { anonymousKey: 'a', country: 'NO' })
export const isOpen: boolean = flags.gate('new-checkout')
export const label: 'Buy now' | 'Add to basket' = flags.variant('call-to-action', 'Buy now')
export const price: number = node.evaluate('price', 3, { country: 'NO' }).value
// @ts-expect-error a flag that nobody registered
flags.gate('new-chekcout')
// @ts-expect-error a default of another type
flags.variant('call-to-action', 3)
