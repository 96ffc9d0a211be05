import type { ReactElement } from 'react'
import { GLOBALS } from '../ids.ts'
import type { CellFlag, VariantCell } from '../variants/cells.ts'
import { CopyText } from './CopyText.tsx'
import { WIDTHS, type GridLayout } from './use-layout.ts'

/** What `GridTools` takes. */
export interface GridToolsProps {
  readonly flags: readonly CellFlag[]
  /** Keys of the flags that are combined. */
  readonly chosen: readonly string[]
  readonly cells: readonly VariantCell[]
  readonly count: number
  /** Cells drawn so far. */
  readonly done: number
  readonly layout: GridLayout
  readonly isOutlined: boolean
  /** Whether so many cells are drawn without asking. */
  readonly mayDraw: boolean
  readonly onChoose: (keys: readonly string[]) => void
  readonly onDraw: () => void
  readonly onOutline: (isOutlined: boolean) => void
}

/** What is combined, and how large it is drawn. */
export function GridTools(props: GridToolsProps): ReactElement {
  const { flags, chosen, cells, count, done, layout, isOutlined, mayDraw } = props
  const { onChoose, onDraw, onOutline } = props
  const modes = Object.fromEntries(
    cells.map(({ title, payload }) => [title, { [GLOBALS.here]: payload }]),
  )
  return (
    <>
      <div className="bar">
        <fieldset>
          <legend>Combine</legend>
          {flags.map(({ key, title }) => (
            <label key={key}>
              <input
                type="checkbox"
                checked={chosen.includes(key)}
                onChange={({ target }) =>
                  onChoose(
                    flags
                      .map((flag) => flag.key)
                      .filter((each) => (each === key ? target.checked : chosen.includes(each))),
                  )
                }
              />
              {title}
            </label>
          ))}
        </fieldset>
      </div>
      <div className="bar">
        <fieldset>
          <legend>Width</legend>
          {WIDTHS.map(([width, name]) => (
            <button
              key={width}
              type="button"
              aria-pressed={layout.width === width}
              onClick={() => layout.setWidth(width)}
            >
              {name}
            </button>
          ))}
        </fieldset>
        <label>
          Zoom
          <input
            type="range"
            min={20}
            max={100}
            step={5}
            value={Math.round(layout.zoom * 100)}
            onChange={({ target }) => layout.setZoom(Number(target.value) / 100)}
          />
          {Math.round(layout.zoom * 100)} %
        </label>
        <label>
          <input
            type="checkbox"
            checked={isOutlined}
            onChange={({ target }) => onOutline(target.checked)}
          />
          Outline what differs from the first
        </label>
        <CopyText text={JSON.stringify(modes, undefined, 2)}>Copy as modes</CopyText>
      </div>
      <output className="bar">
        {mayDraw ? (
          <span className="soft">
            {done} of {count} drawn
          </span>
        ) : (
          <>
            <span>{count} combinations, in which every two variants meet.</span>
            <button type="button" onClick={onDraw}>
              Draw {count} cells
            </button>
          </>
        )}
      </output>
    </>
  )
}
