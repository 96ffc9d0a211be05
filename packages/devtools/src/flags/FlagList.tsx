import { useEffect, useRef, useState, type KeyboardEvent, type ReactElement } from 'react'
import { useDesk } from '../panel/desk.ts'
import { FlagRow } from './FlagRow.tsx'
import { nextOverride } from './next-override.ts'
import type { Row } from './rows.ts'

/** All rows are as high, so that where one stands is known without drawing it. */
const ROW_PX = 60
/** Rows that are drawn above and below those that can be seen. */
const MORE_ROWS = 4

interface FlagListProps {
  readonly rows: readonly Row[]
  /** The flag that was looked at before the list, whose row gets the focus. */
  readonly back: string | undefined
  readonly onLook: (key: string) => void
  readonly onStar: (key: string) => void
}

/** The list of flags: only what can be seen is drawn. Arrows move; one row can be reached by Tab. */
export function FlagList({ rows, back, onLook, onStar }: FlagListProps): ReactElement {
  const { force, reset } = useDesk()
  const grid = useRef<HTMLDivElement>(null)
  const [cameFrom] = useState(() => rows.findIndex(({ key }) => key === back))
  const [active, setActive] = useState(Math.max(0, cameFrom))
  const [first, setFirst] = useState(active)
  const [visible, setVisible] = useState(10)
  const wantsFocus = useRef(cameFrom !== -1)
  const at = Math.min(active, rows.length - 1)

  useEffect(() => {
    const { current } = grid
    if (!current) return undefined
    const observer = new (current.ownerDocument.defaultView ?? window).ResizeObserver(() =>
      setVisible(Math.ceil(current.clientHeight / ROW_PX) + 1),
    )
    observer.observe(current)
    return () => observer.disconnect()
  }, [])
  useEffect(() => {
    if (!wantsFocus.current) return
    wantsFocus.current = false
    grid.current?.querySelector<HTMLElement>(`[aria-rowindex="${at + 1}"]`)?.focus()
  })

  const go = (to: number): void => {
    const next = Math.max(0, Math.min(rows.length - 1, to))
    const { current } = grid
    if (!current) return
    if (next * ROW_PX < current.scrollTop) current.scrollTop = next * ROW_PX
    const below = (next + 1) * ROW_PX - current.clientHeight
    if (below > current.scrollTop) current.scrollTop = below
    wantsFocus.current = true
    setFirst(Math.floor(current.scrollTop / ROW_PX))
    setActive(next)
  }
  const press = (event: KeyboardEvent<HTMLElement>): void => {
    const row = rows[at]
    const { key, target, altKey, ctrlKey, metaKey } = event
    // Keys of an editor are the editor's; a switch and a star want none but those that press them.
    const isOnRow = (target as HTMLElement).role === 'row'
    const isOnButton = (target as HTMLElement).localName === 'button' && key !== 'Enter'
    if (!row || !(isOnRow || isOnButton) || altKey || ctrlKey || metaKey) return
    const deeds: Readonly<Record<string, () => void>> = {
      ArrowDown: () => go(at + 1),
      ArrowUp: () => go(at - 1),
      PageDown: () => go(at + visible - 2),
      PageUp: () => go(at - visible + 2),
      Home: () => go(0),
      End: () => go(rows.length - 1),
      Enter: () => onLook(row.key),
      s: () => onStar(row.key),
      r: () => row.forced && reset(row.key),
      o: () => cycle(row),
      '/': () => grid.current?.parentElement?.querySelector<HTMLElement>('[data-search]')?.focus(),
    }
    if (!Object.hasOwn(deeds, key)) return
    event.preventDefault()
    deeds[key]?.()
  }
  const cycle = (row: Row): void => {
    const next = row.locked !== undefined ? null : nextOverride(row)
    if (next === null) onLook(row.key)
    else if (next) force(row.key, next)
    else reset(row.key)
  }

  const from = Math.max(0, Math.min(first, rows.length - visible) - MORE_ROWS)
  const drawn = rows.slice(from, from + visible + 2 * MORE_ROWS)
  return (
    <div
      ref={grid}
      role="grid"
      aria-label="Flags"
      aria-rowcount={rows.length}
      className="list"
      tabIndex={-1}
      onScroll={({ currentTarget }) => setFirst(Math.floor(currentTarget.scrollTop / ROW_PX))}
      onKeyDown={press}
    >
      <div role="presentation" style={{ height: rows.length * ROW_PX }}>
        <div role="presentation" style={{ transform: `translateY(${from * ROW_PX}px)` }}>
          {drawn.map((row, index) => (
            <FlagRow
              key={row.key}
              row={row}
              index={from + index}
              isActive={from + index === at}
              onFocus={setActive}
              onLook={onLook}
              onStar={onStar}
            />
          ))}
        </div>
      </div>
    </div>
  )
}
