import type { Piece } from '../catalogue/pieces.ts'

/** So many of one piece. */
export interface Line {
  readonly piece: Piece
  readonly count: number
}

/** What somebody is about to buy, in the order it was chosen. */
export type Basket = readonly Line[]

/** What can happen to a basket. A line that reaches 0 is taken out. */
export type BasketEvent =
  | { readonly type: 'added'; readonly piece: Piece }
  | { readonly type: 'counted'; readonly piece: Piece; readonly count: number }
  | { readonly type: 'ordered' }

/** The basket after an event. */
export function basketAfter(basket: Basket, event: BasketEvent): Basket {
  switch (event.type) {
    case 'added': {
      const count = countOf(basket, event.piece) + 1
      return count === 1
        ? [...basket, { piece: event.piece, count }]
        : withCount(basket, event.piece, count)
    }
    case 'counted':
      return withCount(basket, event.piece, event.count)
    case 'ordered':
      return []
  }
}

/** How many pieces are in it. */
export function piecesIn(basket: Basket): number {
  return basket.reduce((sum, line) => sum + line.count, 0)
}

function countOf(basket: Basket, piece: Piece): number {
  return basket.find((line) => line.piece === piece)?.count ?? 0
}

function withCount(basket: Basket, piece: Piece, count: number): Basket {
  return basket
    .map((line) => (line.piece === piece ? { piece, count } : line))
    .filter((line) => line.count > 0)
}
