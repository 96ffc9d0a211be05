import { useGate } from '@sluice/react'
import { tradePrice } from './money.ts'
import type { Piece } from './pieces.ts'

/** What this person pays for a piece, in cents. */
export function usePrice(): (piece: Piece) => number {
  const trade = useGate('wholesale-prices', false)
  return (piece) => (trade ? tradePrice(piece.priceCents) : piece.priceCents)
}
