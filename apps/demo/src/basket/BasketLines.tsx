import type { ReactElement } from 'react'
import { Pot } from '../art/Pot.tsx'
import { Price } from '../catalogue/Price.tsx'
import type { Basket, BasketEvent, Line } from './basket.ts'

interface BasketLinesProps {
  readonly basket: Basket
  readonly onEvent: (event: BasketEvent) => void
}

/** The pieces in the basket, with how many of each. */
export function BasketLines({ basket, onEvent }: BasketLinesProps): ReactElement {
  return (
    <ul className="basket-lines">
      {basket.map((line) => (
        <li key={line.piece.id} className="basket-line">
          <div className="basket-line-tile tile" data-glaze={line.piece.glaze}>
            <Pot seed={line.piece.id} shape={line.piece.shape} glaze={line.piece.glaze} />
          </div>
          <div className="basket-line-name">
            <h3>{line.piece.name}</h3>
            <Price piece={line.piece} />
          </div>
          <Counter line={line} onEvent={onEvent} />
        </li>
      ))}
    </ul>
  )
}

interface CounterProps {
  readonly line: Line
  readonly onEvent: (event: BasketEvent) => void
}

function Counter({ line: { piece, count }, onEvent }: CounterProps): ReactElement {
  const change = (by: number): void => onEvent({ type: 'counted', piece, count: count + by })
  return (
    <fieldset className="counter" aria-label={`How many: ${piece.name}`}>
      <button
        type="button"
        aria-label={count === 1 ? `Take ${piece.name} out` : 'One less'}
        onClick={() => change(-1)}
      >
        −
      </button>
      <output className="figures">{count}</output>
      <button type="button" aria-label="One more" onClick={() => change(1)}>
        +
      </button>
    </fieldset>
  )
}
