import type { ComponentType, KeyboardEvent, ReactElement } from 'react'

/** What a part of the panel is given. */
export interface PartProps {
  /** The flag that is looked at. */
  readonly looked: string | undefined
}

/** One part of the panel. */
export interface Tab {
  readonly id: string
  readonly name: string
  readonly Part: ComponentType<PartProps>
}

interface TabsProps {
  readonly tabs: readonly [Tab, ...Tab[]]
  readonly chosen: string
  readonly onChoose: (id: string) => void
  /** The flag that is looked at. */
  readonly looked: string | undefined
}

const STEPS: Readonly<Record<string, number>> = { ArrowRight: 1, ArrowLeft: -1 }

/** The parts of the panel, of which one is drawn. Arrows move between their names. */
export function Tabs({ tabs, chosen, onChoose, looked }: TabsProps): ReactElement {
  const [first] = tabs
  const { id, name, Part } = tabs.find((tab) => tab.id === chosen) ?? first
  const move = (event: KeyboardEvent<HTMLElement>): void => {
    const at = tabs.findIndex((tab) => tab.id === id)
    const step = STEPS[event.key]
    const end = event.key === 'Home' ? 0 : event.key === 'End' ? tabs.length - 1 : undefined
    const to = step === undefined ? end : (at + step + tabs.length) % tabs.length
    const next = to === undefined ? undefined : tabs[to]
    if (!next) return
    event.preventDefault()
    onChoose(next.id)
    const tab = event.currentTarget.querySelector<HTMLElement>(`#tab-${next.id}`)
    tab?.focus()
    // Focus alone leaves one where it is that can be seen in part.
    tab?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  }
  return (
    <>
      {/* oxlint-disable-next-line jsx-a11y/interactive-supports-focus -- its tabs have the focus */}
      <div role="tablist" aria-label="Parts of the devtools" className="tabs" onKeyDown={move}>
        {tabs.map((tab) => (
          <button
            key={tab.id}
            type="button"
            role="tab"
            id={`tab-${tab.id}`}
            aria-selected={tab.id === id}
            aria-controls="part"
            tabIndex={tab.id === id ? 0 : -1}
            onClick={() => onChoose(tab.id)}
          >
            {tab.name}
          </button>
        ))}
      </div>
      <div role="tabpanel" id="part" className="part" aria-label={name}>
        <Part key={id} looked={looked} />
      </div>
    </>
  )
}
