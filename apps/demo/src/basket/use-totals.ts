import { useVariant } from '@sluice/react'
import { usePrice } from '../catalogue/use-price.ts'
import type { Basket } from './basket.ts'

/** What a basket costs, in cents. */
export interface Totals {
  readonly piecesCents: number
  readonly deliveryCents: number
  readonly totalCents: number
  /** What is missing until delivery is free; 0 when it is. */
  readonly missingCents: number
  /** How near free delivery is, `[0, 1]`. */
  readonly share: number
}

const DELIVERY_CENTS = 6_50

/** Adds up a basket at this person's prices; where delivery becomes free is a flag. */
export function useTotals(basket: Basket): Totals {
  const priceOf = usePrice()
  const freeFromCents = useVariant('free-delivery-from', 80) * 100
  const piecesCents = basket.reduce((sum, line) => sum + priceOf(line.piece) * line.count, 0)
  const missingCents = Math.max(0, freeFromCents - piecesCents)
  const deliveryCents = missingCents === 0 ? 0 : DELIVERY_CENTS
  return {
    piecesCents,
    deliveryCents,
    totalCents: piecesCents + deliveryCents,
    missingCents,
    share: Math.min(1, piecesCents / Math.max(1, freeFromCents)),
  }
}
