import { useState, type ReactElement } from 'react'
import { CellFrame } from '../cells/CellFrame.tsx'
import type { CellMessage } from '../cells/cell-message.ts'

/** What `GridCell` takes. */
export interface GridCellProps {
  readonly title: string
  readonly src: string | undefined
  readonly told: CellMessage | undefined
  /** Whether the Tab key comes here; arrow keys come to the others. */
  readonly isTabStop: boolean
  readonly onOpen: () => void
  readonly onFocus: () => void
  readonly frameRef: (frame: HTMLIFrameElement | null) => void
}

/** One combination of variants: its name opens it, and below stands what axe found. */
export function GridCell(props: GridCellProps): ReactElement {
  const { title, src, told, isTabStop, onOpen, onFocus, frameRef } = props
  return (
    <div className="cell">
      <button
        type="button"
        className="cell-open"
        data-cell
        tabIndex={isTabStop ? 0 : -1}
        onClick={onOpen}
        onFocus={onFocus}
      >
        {title}
      </button>
      <div className="cell-view">
        {src !== undefined && <CellFrame title={title} src={src} frameRef={frameRef} />}
        {!told && <div className="cell-waiting">{src === undefined ? 'Waits' : 'Draws'}</div>}
      </div>
      <div className="cell-foot">{told && <Outcome told={told} />}</div>
    </div>
  )
}

function Outcome({ told }: { readonly told: CellMessage }): ReactElement {
  const { outcome, message, findings = [], axeFault } = told
  const [isOpen, setOpen] = useState(false)
  if (outcome === 'threw') return <span className="bad">Threw: {message}</span>
  if (axeFault !== undefined)
    return <span className="bad">axe could not look. Mend parameters.a11y. {axeFault}</span>
  const count = findings.reduce((sum, finding) => sum + finding.count, 0)
  if (count === 0) return <span className="soft">axe: no findings</span>
  return (
    <details open={isOpen} onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary className="bad">axe: {count === 1 ? '1 finding' : `${count} findings`}</summary>
      <ul>
        {findings.map(({ rule, help, count: times }) => (
          <li key={rule}>
            {help} <span className="soft">({times})</span>
          </li>
        ))}
      </ul>
    </details>
  )
}
