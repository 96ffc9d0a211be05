// oxlint-disable jsx-a11y/prefer-tag-over-role -- a table cannot draw only those of its rows that are seen
import { memo, type ReactElement } from 'react'
import { useDesk } from '../panel/desk.ts'
import { useFlash } from './use-flash.ts'
import { ValueEditor } from './ValueEditor.tsx'
import { isOff, nameOf, wordsOf, type Row } from './rows.ts'

interface FlagRowProps {
  readonly row: Row
  readonly index: number
  readonly isActive: boolean
  readonly onFocus: (index: number) => void
  readonly onLook: (key: string) => void
  readonly onStar: (key: string) => void
}

/** One flag: what it is, what the page is served, what the service gave, and a way to force it. */
export const FlagRow: React.NamedExoticComponent<FlagRowProps> = memo(function FlagRow({
  row,
  index,
  isActive,
  onFocus,
  onLook,
  onStar,
}: FlagRowProps): ReactElement {
  const { reset } = useDesk()
  const { key, title, forced, shown, isStarred, locked, isGranted } = row
  const tabIndex = isActive ? 0 : -1
  const flash = useFlash(row)
  return (
    <div
      role="row"
      aria-rowindex={index + 1}
      className="row"
      data-forced={forced ? (isOff(row) ? 'off' : 'on') : isGranted ? 'granted' : undefined}
      tabIndex={tabIndex}
      onFocus={() => onFocus(index)}
    >
      {flash > 0 && <i key={flash} className="flash" aria-hidden="true" />}
      <div role="gridcell" className="star">
        <button
          type="button"
          className="icon"
          tabIndex={tabIndex}
          aria-label={`Star ${key}`}
          aria-pressed={isStarred}
          onClick={() => onStar(key)}
        >
          {isStarred ? '★' : '☆'}
        </button>
      </div>
      <div role="gridcell" className="name">
        <button type="button" className="link" tabIndex={tabIndex} onClick={() => onLook(key)}>
          {key}
        </button>
        <span className="soft">
          {row.isChanged && (
            <>
              at load: <s>{wordsOf(row.first)}</s> ·{' '}
            </>
          )}
          {isGranted && (
            <>
              <b className="granted">granted</b> ·{' '}
            </>
          )}
          {(forced && locked === undefined) || isGranted ? (
            <Served row={row} />
          ) : (
            [title, shown?.variant, shown?.reason].filter(Boolean).join(' · ') ||
            'read, and unknown to the service'
          )}
        </span>
      </div>
      <div role="gridcell" className="value">
        <ValueEditor row={row} tabIndex={tabIndex} onLook={onLook} />
        {forced && (
          <button
            type="button"
            className="icon remove"
            tabIndex={tabIndex}
            aria-label={`Reset ${key}`}
            onClick={() => reset(key)}
          >
            ×
          </button>
        )}
      </div>
    </div>
  )
})

/** What there is without what forces it. */
function Served({ row }: { readonly row: Row }): ReactElement {
  const { server, shown } = row
  if (!server || server === shown) return <>server: not told yet</>
  return (
    <>
      server: <s>{nameOf(row)}</s>
    </>
  )
}
