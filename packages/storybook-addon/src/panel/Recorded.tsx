import * as React from 'react'
import type { ShownExposure, ShownOutcome, StoryState } from '../report/report.ts'

/** What `Recorded` takes. */
export interface RecordedProps {
  readonly exposures: readonly ShownExposure[]
  readonly outcomes: readonly ShownOutcome[]
  readonly state: StoryState
}

/** What an app would have recorded; Storybook sends none of it. */
export function Recorded({ exposures, outcomes, state }: RecordedProps): React.ReactElement {
  const count = exposures.length + outcomes.length
  return (
    <details className="list">
      <summary>
        Would have been recorded <span className="soft">({count})</span>
      </summary>
      {state === 'no-consent' ? (
        <p className="soft">Nothing, because nobody has allowed it.</p>
      ) : count === 0 ? (
        <p className="soft">
          Nothing yet. An exposure is recorded when a variant is on the screen.
        </p>
      ) : (
        <ul>
          {exposures.map(({ id, title, variant, phase }) => (
            <li key={id}>
              {title}: {variant} <span className="soft">({PHASES[phase] ?? phase})</span>
            </li>
          ))}
          {outcomes.map(({ id, name, value }) => (
            <li key={id}>
              {name}
              {value !== undefined && `, ${value}`} <span className="soft">(an outcome)</span>
            </li>
          ))}
        </ul>
      )}
      <p className="soft">Nothing of this leaves Storybook.</p>
    </details>
  )
}

const PHASES: Readonly<Record<string, string>> = {
  commit: 'when it was drawn',
  visible: 'when it came into view',
  manual: 'when the code said so',
  server: 'drawn by a server',
}
