import { useDeferredValue, useMemo, useState, type KeyboardEvent, type ReactElement } from 'react'
import { useClientState, useDesk, useInside } from '../panel/desk.ts'
import { focusFirst } from '../panel/focus-first.ts'
import { useOwnValues } from '../production/use-own-values.ts'
import { FlagDetail } from '../why/FlagDetail.tsx'
import { drawnCases } from './drawn-cases.ts'
import { FILTERS, findRows, orderRows, type Filter, type Order } from './find-rows.ts'
import { FlagList } from './FlagList.tsx'
import { rowsOf, type Row } from './rows.ts'
import { useStars } from './use-stars.ts'

/** What was looked for last on this page. */
const last: { query: string; filter: Filter; order: Order } = {
  query: '',
  filter: 'all',
  order: 'name',
}

/** All flags: found, forced, and looked into one by one. */
export function FlagsTab({ looked }: { readonly looked: string | undefined }): ReactElement {
  const { seat, manifest, look } = useDesk()
  const { flags, overrides, status } = useClientState()
  const inside = useInside()
  const own = useOwnValues()
  const grant = seat.granted?.grant()
  const [stars, star] = useStars()
  const [{ query, filter, order }, setView] = useState(last)
  const view = (next: Partial<typeof last>): void => {
    Object.assign(last, next)
    setView({ ...last })
  }
  const latest = inside?.latest() ?? flags
  const server = latest.size > 0 ? latest : flags
  const [kept] = useState(() => ({ rows: new Map<string, Row>() }))
  const rows = useMemo(
    () => {
      const made = rowsOf(
        {
          flags: server,
          overrides,
          atLoad: seat.atLoad(),
          reads: inside?.reads() ?? new Set(),
          stars,
          manifest,
          cases: drawnCases(),
          own,
          ...(seat.granted && { granted: { grant } }),
        },
        kept.rows,
      )
      kept.rows = new Map(made.map((row) => [row.key, row]))
      return made
    },
    // What is read is looked at again with each new state.
    // oxlint-disable-next-line react/exhaustive-deps -- `inside` is new in each render
    [server, flags, overrides, seat, stars, manifest, grant, own],
  )
  const ordered = useMemo(() => orderRows(rows, order), [rows, order])
  const typed = useDeferredValue(query)
  const found = useMemo(() => findRows(ordered, typed, filter), [ordered, typed, filter])

  // Where somebody comes back to from a flag.
  const [back, setBack] = useState(looked)
  if (looked !== undefined && looked !== back) setBack(looked)
  const row = looked === undefined ? undefined : rows.find(({ key }) => key === looked)
  if (row) return <FlagDetail row={row} isStarred={stars.has(row.key)} onStar={star} />
  const press = (event: KeyboardEvent<HTMLElement>): void => {
    const { key } = event
    const deeds: Readonly<Record<string, (() => void) | undefined>> = {
      Escape: query === '' ? undefined : () => view({ query: '' }),
      // Where it leads to is where somebody is already.
      '/': query === '' ? () => {} : undefined,
      ArrowDown: () => focusFirst(seat.shadow, '[aria-rowindex="1"]', '[role=row][tabindex="0"]'),
      // What is typed may not be found yet.
      Enter: () => look(findRows(ordered, query, filter)[0]?.key),
    }
    const deed = Object.hasOwn(deeds, key) ? deeds[key] : undefined
    if (!deed) return
    event.preventDefault()
    deed()
  }
  return (
    <>
      <div className="bar">
        <input
          type="search"
          data-first
          data-search
          aria-label="Search flags"
          placeholder="Search  ( / )"
          value={query}
          onChange={({ target }) => view({ query: target.value })}
          onKeyDown={press}
        />
        <select
          aria-label="Which flags"
          value={filter}
          onChange={({ target }) => view({ filter: target.value as Filter })}
        >
          {FILTERS.map(([id, name]) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
        <select
          aria-label="Order"
          value={order}
          onChange={({ target }) => view({ order: target.value as Order })}
        >
          <option value="name">By name</option>
          <option value="read">First read first</option>
        </select>
      </div>
      <output className="soft count">
        {found.length === rows.length
          ? `${rows.length} flags`
          : `${found.length} of ${rows.length} flags`}
      </output>
      {found.length > 0 ? (
        <FlagList rows={found} back={back} onLook={look} onStar={star} />
      ) : (
        <Nothing
          isLoading={rows.length === 0 && status.state === 'starting'}
          isFiltered={rows.length > 0}
          onClear={() => view({ query: '', filter: 'all' })}
        />
      )}
    </>
  )
}

interface NothingProps {
  readonly isLoading: boolean
  readonly isFiltered: boolean
  readonly onClear: () => void
}

function Nothing({ isLoading, isFiltered, onClear }: NothingProps): ReactElement {
  if (isLoading)
    return (
      <div className="skeleton">
        <output className="unseen">Waiting for the first answer</output>
        {['a', 'b', 'c', 'd', 'e'].map((id) => (
          <span key={id} />
        ))}
      </div>
    )
  if (isFiltered)
    return (
      <p className="empty">
        No flag is like that.{' '}
        <button type="button" onClick={onClear}>
          Clear filters
        </button>
      </p>
    )
  return (
    <div className="empty">
      <p>No gate was read on this page yet. This reads one:</p>
      <pre>{'<Gate flag="new-checkout">\n  <NewCheckout />\n</Gate>'}</pre>
    </div>
  )
}
