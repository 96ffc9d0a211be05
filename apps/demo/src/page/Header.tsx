import type { ReactElement } from 'react'
import type { Persona } from '../people/personas.ts'
import { PersonaMenu } from '../people/PersonaMenu.tsx'
import { Wordmark } from './Wordmark.tsx'
import './header.css'

interface HeaderProps {
  readonly persona: Persona
  readonly onPersona: (persona: Persona) => void
  /** How many pieces are in the basket. */
  readonly count: number
  readonly onBasket: () => void
}

/** Name, who is shopping, and the basket. */
export function Header({ persona, onPersona, count, onBasket }: HeaderProps): ReactElement {
  return (
    <header className="header" id="top">
      <div className="header-row wrap">
        <Wordmark />
        <PersonaMenu persona={persona} onChoose={onPersona} />
        <button type="button" className="header-basket" onClick={onBasket}>
          <svg viewBox="0 0 24 24" width="22" height="22" aria-hidden="true">
            <path
              d="M3 9h18l-2 10a2 2 0 0 1-2 1.6H7A2 2 0 0 1 5 19zM8 9l3-6M16 9l-3-6"
              fill="none"
              stroke="currentColor"
              strokeWidth="2"
              strokeLinejoin="round"
              strokeLinecap="round"
            />
          </svg>
          <span className="header-basket-word">Basket</span>
          <span className="header-basket-count figures">
            {count}
            <span className="visually-hidden">{count === 1 ? ' piece' : ' pieces'}</span>
          </span>
        </button>
      </div>
    </header>
  )
}
