import * as React from 'react'
import type { Choice, LiveEnvironment, StoryReport } from '../report/report.ts'
import { CopyButton } from './CopyButton.tsx'
import { EmptyState } from './EmptyState.tsx'
import { GateRowItem } from './GateRowItem.tsx'
import { Live } from './Live.tsx'
import { NothingHeard } from './NothingHeard.tsx'
import { Recorded } from './Recorded.tsx'
import { Surface } from './surface.ts'

/** What `Panel` takes. */
export interface PanelProps {
  /** What the story says; absent until it has been drawn. */
  readonly report: StoryReport | undefined
  /** Whether it was drawn without the addon. */
  readonly isUnheard?: boolean | undefined
  /** Why the story could not be drawn. */
  readonly crash?: string | undefined
  readonly live: readonly LiveEnvironment[] | undefined
  readonly onChoose: (choice: Choice) => void
  /** Asks the environments; absent when there are none. */
  readonly onAskLive: (isOn: boolean) => void
}

/** The flags of a story, with what is in force and what else there is. */
export function Panel({
  report,
  isUnheard = false,
  crash,
  live,
  onChoose,
  onAskLive,
}: PanelProps): React.ReactElement {
  if (!report)
    return (
      <Surface>
        <p className="empty soft">
          {crash === undefined ? <NothingHeard isUnheard={isUnheard} /> : threw(crash)}
        </p>
      </Surface>
    )
  const { rows, faults, exposures, outcomes, state, scenario, appLink } = report
  const { forced, view, environments } = report
  const all = crash === undefined ? faults : [threw(crash), ...faults]
  return (
    <Surface>
      <div className="bar">
        <span className="count">{rows.length === 1 ? '1 gate' : `${rows.length} gates`}</span>
        <button
          type="button"
          className="action"
          aria-pressed={view === 'grid'}
          onClick={() => onChoose({ type: 'view', view: view === 'grid' ? 'story' : 'grid' })}
        >
          Every variant
        </button>
        <button
          type="button"
          className="action"
          aria-pressed={view === 'gaps'}
          onClick={() => onChoose({ type: 'view', view: view === 'gaps' ? 'story' : 'gaps' })}
        >
          Gaps
        </button>
        {scenario !== '' && <CopyButton text={scenario} label="Copy scenario" />}
        {appLink !== undefined && (
          <a className="action" href={appLink} target="_blank" rel="noreferrer">
            Open in the app<span className="hidden">, in a new tab</span>
          </a>
        )}
        {environments.length > 0 && (
          <button
            type="button"
            className="action"
            role="switch"
            aria-checked={live !== undefined}
            onClick={() => onAskLive(live === undefined)}
          >
            What is live now
          </button>
        )}
        <button
          type="button"
          className="action"
          disabled={forced === 0}
          onClick={() => onChoose({ type: 'reset', where: 'all' })}
        >
          Reset all{forced > 0 && ` (${forced})`}
        </button>
      </div>
      {all.length > 0 && (
        <output>
          <ul className="faults">
            {all.map((fault) => (
              <li key={fault}>{fault}</li>
            ))}
          </ul>
        </output>
      )}
      {rows.length === 0 ? (
        <EmptyState />
      ) : (
        <ol aria-label="Gates of this story">
          {rows.map((row) => (
            <GateRowItem
              key={row.key}
              row={row}
              onChoose={(given) => onChoose({ type: 'flag', where: 'here', key: row.key, given })}
            />
          ))}
        </ol>
      )}
      {live && <Live rows={rows} environments={live} />}
      <Recorded exposures={exposures} outcomes={outcomes} state={state} />
    </Surface>
  )
}

function threw(message: string): string {
  return `This story threw: ${message} Choose another variant, or mend the component; other stories go on.`
}
