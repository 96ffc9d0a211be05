import { useRef, type ReactElement } from 'react'
import { personas, type Persona } from './personas.ts'
import './persona-menu.css'

interface PersonaMenuProps {
  readonly persona: Persona
  readonly onChoose: (persona: Persona) => void
}

/** Who is shopping. A popover of the browser: Escape and a press outside close it. */
export function PersonaMenu({ persona, onChoose }: PersonaMenuProps): ReactElement {
  const menu = useRef<HTMLDivElement>(null)
  const choose = (chosen: Persona): void => {
    menu.current?.hidePopover()
    onChoose(chosen)
  }
  return (
    <div className="persona">
      <button type="button" className="persona-button" popoverTarget="persona-menu">
        <Portrait persona={persona} />
        <span className="persona-button-name">
          <span className="visually-hidden">Shopping as </span>
          {persona.short}
        </span>
        <svg viewBox="0 0 12 12" width="12" height="12" aria-hidden="true">
          <path
            d="M2 4l4 4 4-4"
            fill="none"
            stroke="currentColor"
            strokeWidth="1.8"
            strokeLinecap="round"
          />
        </svg>
      </button>
      <div ref={menu} id="persona-menu" className="persona-menu" popover="auto">
        <p className="soft">Shop as</p>
        <ul>
          {personas.map((each) => (
            <li key={each.id}>
              <button
                type="button"
                aria-pressed={each.id === persona.id}
                onClick={() => choose(each)}
              >
                <Portrait persona={each} />
                <span>
                  {each.name}
                  <span className="soft">{each.about}</span>
                </span>
              </button>
            </li>
          ))}
        </ul>
      </div>
    </div>
  )
}

function Portrait({ persona }: { readonly persona: Persona }): ReactElement {
  return (
    <span className="portrait" data-persona={persona.id} aria-hidden="true">
      {persona.context === undefined ? '?' : persona.name.slice(0, 1)}
    </span>
  )
}
