import * as React from 'react'
import { NothingHeard } from '../panel/NothingHeard.tsx'
import { Surface } from '../panel/surface.ts'
import type { Choice, Given, StoryReport, StoryState } from '../report/report.ts'
import { PasteScenario } from './PasteScenario.tsx'

const STATES: readonly (readonly [StoryState, string])[] = [
  ['ready', 'As it is'],
  ['starting', 'Loading'],
  ['stale', 'Stale'],
  ['offline', 'Failed'],
  ['crashed', 'Crashed'],
  ['no-consent', 'Without consent'],
]

const SIZE = { inlineSize: 'min(340px, 88vw)', maxBlockSize: '70vh', overflow: 'auto' }

/** What `Menu` takes. */
export interface MenuProps {
  readonly report: StoryReport | undefined
  /** Whether the story was drawn without the addon. */
  readonly isUnheard?: boolean | undefined
  readonly onChoose: (choice: Choice) => void
}

/** What can be chosen for all stories: flags, scenarios, and states. */
export function Menu({ report, isUnheard = false, onChoose }: MenuProps): React.ReactElement {
  if (!report)
    return (
      <Surface style={SIZE}>
        <p className="empty soft">
          <NothingHeard isUnheard={isUnheard} />
        </p>
      </Surface>
    )
  const { rows, scenarios, chosenScenario, state, ownState, forced } = report
  const force = (key: string, given: Given | undefined): void =>
    onChoose({ type: 'flag', where: 'everywhere', key, given })
  return (
    <Surface style={SIZE}>
      <div className="bar">
        <span className="count">For all stories</span>
        <button
          type="button"
          className="action"
          disabled={forced === 0}
          onClick={() => onChoose({ type: 'reset', where: 'all' })}
        >
          Reset all{forced > 0 && ` (${forced})`}
        </button>
      </div>
      {rows.map(({ key, title, variants, given, by }) => (
        <div key={key} className="bar">
          <label className="choice">
            <span>{title} </span>
            <select
              value={by === 'toolbar' ? (given.variant ?? '') : ''}
              disabled={by === 'story' || by === 'panel'}
              onChange={({ target }) =>
                force(key, target.value === '' ? undefined : { variant: target.value })
              }
            >
              <option value="">As it is</option>
              {variants.map(({ name, title: words }) => (
                <option key={name} value={name}>
                  {words}
                </option>
              ))}
            </select>
          </label>
          {by === 'story' && <span className="soft">The story decides this itself.</span>}
          {by === 'panel' && <span className="soft">The panel decides this.</span>}
        </div>
      ))}
      {scenarios.length > 0 && (
        <div className="bar">
          <label className="choice">
            <span>Scenario </span>
            <select
              value={chosenScenario ?? ''}
              onChange={({ target }) =>
                onChoose({ type: 'scenario', payload: target.value || undefined })
              }
            >
              <option value="">None</option>
              {scenarios.map(({ name, payload }) => (
                <option key={payload} value={payload}>
                  {name}
                </option>
              ))}
            </select>
          </label>
        </div>
      )}
      <PasteScenario onChoose={onChoose} />
      <div className="bar">
        <fieldset className="segments" disabled={ownState !== undefined}>
          <legend>State</legend>
          {STATES.map(([name, words]) => (
            <label key={name}>
              <input
                type="radio"
                name="sluice-state"
                checked={state === name}
                onChange={() => onChoose({ type: 'state', state: name })}
              />
              {words}
            </label>
          ))}
        </fieldset>
        {ownState !== undefined && (
          <span className="soft">The story decides its state itself.</span>
        )}
      </div>
    </Surface>
  )
}
