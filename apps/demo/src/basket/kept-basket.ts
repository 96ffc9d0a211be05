import { pieces } from '../catalogue/pieces.ts'
import type { Basket, Line } from './basket.ts'

const KEY = 'millrace.basket'

/** Keeps the basket for reloads of this tab. */
export function keepBasket(basket: Basket): void {
  const counts = basket.map(({ piece, count }) => [piece.id, count])
  try {
    sessionStorage.setItem(KEY, JSON.stringify(counts))
  } catch {
    // Storage may be blocked or full: then the basket lasts as long as the page.
  }
}

/** The basket that this tab had; empty when nothing readable was kept. */
export function keptBasket(): Basket {
  try {
    const counts: unknown = JSON.parse(sessionStorage.getItem(KEY) ?? '[]')
    return Array.isArray(counts) ? counts.flatMap(lineOf) : []
  } catch {
    // Blocked storage, or text that is no JSON.
    return []
  }
}

function lineOf(kept: unknown): readonly Line[] {
  if (!Array.isArray(kept)) return []
  const [id, count] = kept as readonly unknown[]
  const piece = pieces.find((one) => one.id === id)
  return piece !== undefined && typeof count === 'number' && Number.isInteger(count) && count > 0
    ? [{ piece, count }]
    : []
}
