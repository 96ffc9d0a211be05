import { useEffect, useRef, type ReactElement } from 'react'
import { LargeEditor } from '../flags/LargeEditor.tsx'
import { ValueEditor } from '../flags/ValueEditor.tsx'
import { overrideWith } from '../flags/next-override.ts'
import { isOff, wordsOf, type Row } from '../flags/rows.ts'
import { copy } from '../panel/copy.ts'
import { useClientState, useDesk } from '../panel/desk.ts'
import { useClock } from '../panel/use-clock.ts'
import { Trace } from './Trace.tsx'
import { why } from './why.ts'

interface FlagDetailProps {
  readonly row: Row
  readonly isStarred: boolean
  readonly onStar: (key: string) => void
}

/** One flag: what it is for, what it serves, why, and every way to force it. */
export function FlagDetail({ row, isStarred, onStar }: FlagDetailProps): ReactElement {
  const { seat, look, reset, say, force } = useDesk()
  const heading = useRef<HTMLHeadingElement>(null)
  const { key, title, about, type, server, shown, forced, locked, isGranted } = row
  const isLarge =
    type === 'object' ||
    type === 'unknown' ||
    // Of what the page draws only names are known.
    (type !== 'boolean' &&
      about?.variants === undefined &&
      (type === 'string' || row.cases.length > 0))
  const { consoleUrl, environment } = seat.options
  const within = environment === undefined ? '' : `/environments/${encodeURIComponent(environment)}`
  useEffect(() => heading.current?.focus(), [key])
  return (
    <article className="detail">
      <p className="bar">
        <button type="button" onClick={() => look(undefined)}>
          ← All flags
        </button>
        <button type="button" aria-pressed={isStarred} onClick={() => onStar(key)}>
          {isStarred ? '★ Starred' : '☆ Star'}
        </button>
        <button
          type="button"
          onClick={() =>
            void copy(key, seat.shadow).then(
              () => say('Key copied.'),
              () => say(`This page may not use the clipboard. The key is ${key}`),
            )
          }
        >
          Copy key
        </button>
        {consoleUrl !== undefined && (
          <a
            href={`${consoleUrl}${within}/flags/${encodeURIComponent(key)}`}
            target="_blank"
            rel="noreferrer"
          >
            Open in the console
          </a>
        )}
      </p>
      <h3 ref={heading} tabIndex={-1}>
        {title || key}
      </h3>
      <p className="soft">
        {[title && key, type, about?.kind, about?.owner !== undefined && `owned by ${about.owner}`]
          .filter(Boolean)
          .join(' · ')}
      </p>
      {about?.description !== undefined && <p>{about.description}</p>}
      <dl>
        <dt>Serves</dt>
        <dd className="bar">
          <code>{wordsOf(shown)}</code>
          {shown?.variant !== undefined && shown.value !== undefined && `variant ${shown.variant}`}
        </dd>
        {(forced !== undefined || isGranted) && (
          <>
            <dt>Server</dt>
            <dd>
              {server && (forced || server !== shown) ? <s>{wordsOf(server)}</s> : 'not told yet'}{' '}
              {forced && (
                <button type="button" onClick={() => reset(key)}>
                  Reset
                </button>
              )}
            </dd>
          </>
        )}
        <dt>Force</dt>
        <dd>
          {locked}
          {locked === undefined && (
            <>
              {(row.choices.length > 0 || type === 'number') && (
                <ValueEditor key={key} row={row} tabIndex={0} onLook={() => {}} />
              )}
              {isLarge && row.granted === undefined && (
                <LargeEditor
                  key={`${key} large`}
                  row={row}
                  onApply={(value) => force(key, overrideWith(row, value))}
                />
              )}
            </>
          )}
        </dd>
      </dl>
      {forced && locked === undefined && (
        <p className={isOff(row) ? 'notice red' : 'notice amber'}>
          Forced: {isOff(row) ? 'it is off, and nobody gets it.' : 'this user would not get it.'}
        </p>
      )}
      {isGranted && !forced && (
        <p className="notice granted">
          Granted: a signed grant shows it, and not everybody gets it.
        </p>
      )}
      <h4>Why</h4>
      <Reasons row={row} />
      <h4>Rules</h4>
      <Trace key={key} flag={key} />
    </article>
  )
}

/** Why it serves what it serves, a sentence for each reason, with the age that it has now. */
function Reasons({ row }: Pick<FlagDetailProps, 'row'>): ReactElement {
  const { status, flags } = useClientState()
  useClock()
  return (
    <dl>
      {why(row, status, flags.get(row.key)).map(({ about, sentence }) => (
        <div key={about}>
          <dt>{about}</dt>
          <dd>{sentence}</dd>
        </div>
      ))}
    </dl>
  )
}
