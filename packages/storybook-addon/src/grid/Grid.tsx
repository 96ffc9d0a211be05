import { useEffect, useMemo, useRef, useState, type KeyboardEvent, type ReactElement } from 'react'
import { cellAddress } from '../cells/cell-address.ts'
import { CellFrame } from '../cells/CellFrame.tsx'
import type { GateRow } from '../report/report.ts'
import { Overlay } from '../overlay/Overlay.tsx'
import { cellsOf, type CellFlag, type VariantCell } from '../variants/cells.ts'
import { clearDifferences, outlineDifferences } from './differences.ts'
import { GridCell } from './GridCell.tsx'
import { GridTools } from './GridTools.tsx'
import { move } from './move.ts'
import { useCells } from './use-cells.ts'
import { useLayout } from './use-layout.ts'
import { VariantTable } from './VariantTable.tsx'

const AT_ONCE = 3
const MOST_UNASKED = 12
const PROBE = 'probe'

/** What `Grid` takes. */
export interface GridProps {
  readonly story: string
  readonly title: string
  /** What other tools chose, which goes along. */
  readonly globals: Readonly<Record<string, unknown>>
  /** The flags of the story with more than one variant; `undefined` until it has been drawn. */
  readonly flags: readonly CellFlag[] | undefined
  /** Opens the story in these variants. */
  readonly onOpen: (cell: VariantCell) => void
  readonly onClose: () => void
  /** Told which flags a cell reads. */
  readonly onRead: (rows: readonly GateRow[]) => void
}

/** A story in every variant, side by side. */
export function Grid(props: GridProps): ReactElement {
  const { story, title, globals, flags, onOpen, onClose, onRead } = props
  const told = useCells()
  const layout = useLayout()
  const [chosen, setChosen] = useState<readonly string[]>()
  const [isAsked, setAsked] = useState(false)
  const [isOutlined, setOutlined] = useState(false)
  const [focused, setFocused] = useState(0)
  const frames = useRef(new Map<string, HTMLIFrameElement>())
  const grid = useRef<HTMLDivElement>(null)

  useEffect(() => {
    for (const { rows } of told.values()) onRead(rows)
  }, [told, onRead])

  // Flags that only some cells read come to the tools, and not between the cells that are drawn.
  const [first, setFirst] = useState(flags)
  if (first === undefined && flags !== undefined) setFirst(flags)
  const keys = chosen ?? first?.map(({ key }) => key) ?? []
  const combined = (flags ?? []).filter(({ key }) => keys.includes(key))
  const text = JSON.stringify(combined)
  const cells = useMemo(() => cellsOf(JSON.parse(text) as CellFlag[]), [text])
  const isTable = combined.length === 2
  const mayDraw = isAsked || (combined.length <= 2 && cells.length <= MOST_UNASKED)
  const id = (cell: VariantCell): string => `${cell.payload}${layout.width}`
  const done = cells.filter((cell) => told.has(id(cell))).length

  useEffect(() => {
    const [before, ...others] = cells.map(
      (cell) => frames.current.get(cell.payload)?.contentDocument,
    )
    for (const other of others) {
      if (!other || !before) continue
      if (isOutlined) outlineDifferences(before, other)
      else clearDifferences(other)
    }
  }, [isOutlined, cells, done])

  const columns = (): number => {
    if (isTable) return combined[1]?.variants.length ?? 1
    const tops = [...(grid.current?.querySelectorAll<HTMLElement>('[data-cell]') ?? [])].map(
      (cell) => cell.getBoundingClientRect().top,
    )
    return Math.max(1, tops.filter((top) => top === tops[0]).length)
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    const to = move(event.key, focused, cells.length, columns())
    const target = (event.target as Element).closest('[data-cell]')
    if (to === undefined || !target) return
    event.preventDefault()
    grid.current?.querySelectorAll<HTMLElement>('[data-cell]')[to]?.focus()
  }

  const draw = (cell: VariantCell, at: number): ReactElement => (
    <GridCell
      key={id(cell)}
      title={cell.title}
      src={
        at < done + AT_ONCE
          ? cellAddress(story, { cell: id(cell), hasAxe: true }, globals, cell.payload)
          : undefined
      }
      told={told.get(id(cell))}
      isTabStop={at === focused}
      onOpen={() => onOpen(cell)}
      onFocus={() => setFocused(at)}
      frameRef={(frame) => {
        if (frame) frames.current.set(cell.payload, frame)
        else frames.current.delete(cell.payload)
      }}
    />
  )

  return (
    <Overlay>
      <div className="bar">
        <h1>{title} in every variant</h1>
        <button type="button" onClick={onClose}>
          Back to the story
        </button>
      </div>
      {flags === undefined ? (
        <>
          <p className="soft">The story is drawn once, to see which gates it reads.</p>
          <CellFrame
            className="probe"
            title="The story as it is"
            src={cellAddress(story, { cell: PROBE, hasAxe: false }, globals)}
          />
        </>
      ) : flags.length === 0 ? (
        <p>This story reads no gate with more than one variant.</p>
      ) : (
        <GridTools
          flags={flags}
          chosen={keys}
          count={cells.length}
          done={done}
          cells={cells}
          layout={layout}
          isOutlined={isOutlined}
          mayDraw={mayDraw}
          onChoose={(next) => {
            setChosen(next)
            setAsked(false)
            setFocused(0)
          }}
          onDraw={() => setAsked(true)}
          onOutline={setOutlined}
        />
      )}
      {mayDraw && cells.length > 0 && (
        // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- the keys move among the buttons inside
        <div
          ref={grid}
          className="scroll"
          onKeyDown={onKeyDown}
          style={layout.style([...told.values()].map(({ height }) => height))}
        >
          {isTable ? (
            <VariantTable flags={combined} cells={cells} draw={draw} />
          ) : (
            <ul className="cells" aria-label="Variants">
              {cells.map((cell, at) => (
                <li key={cell.payload}>{draw(cell, at)}</li>
              ))}
            </ul>
          )}
        </div>
      )}
    </Overlay>
  )
}
