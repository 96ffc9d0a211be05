import { useState, useSyncExternalStore, type ReactElement } from 'react'
import { download } from '../panel/download.ts'
import { useDesk, useInside } from '../panel/desk.ts'
import { MOST_ENTRIES, type Entry, type EntryType } from './event-log.ts'
import { eventsCsv, eventsJson, type TracedEntry } from './export-events.ts'

const SHOWN = 200
const TYPES: readonly (readonly [EntryType | '', string])[] = [
  ['', 'Everything'],
  ['exposure', 'Exposures'],
  ['outcome', 'Outcomes'],
  ['crash', 'Crashes'],
  ['change', 'Changes'],
]
const UNSENT: Readonly<Record<string, string>> = {
  counted: 'not sent: counted less than a day ago',
  sampled: 'not sent: this unit is not in the sample',
  consent: 'not sent: nobody has allowed it',
  disabled: 'not sent: the client sends no events',
}

/** What was seen, done and broken on this page, and whether the service has it. */
export function EventsTab(): ReactElement {
  const { log, client, look } = useDesk()
  const inside = useInside()
  const now = useSyncExternalStore(log.subscribe, log.entries)
  const [paused, setPaused] = useState<readonly Entry[]>()
  const [type, setType] = useState<EntryType | ''>('')
  const [query, setQuery] = useState('')
  const stateOf = inside?.eventStates()
  const dropped = inside?.droppedEvents() ?? 0
  const words = query.toLowerCase()
  const found = (paused ?? now)
    .filter(
      (entry) =>
        (type === '' || entry.type === type) &&
        `${entry.name} ${entry.what}`.toLowerCase().includes(words),
    )
    .map((entry): TracedEntry => ({ ...entry, state: stateWords(entry, stateOf) }))
  const consent = client.consent()
  return (
    <>
      <div className="bar">
        <input
          type="search"
          data-first
          aria-label="Filter events"
          placeholder="Filter"
          value={query}
          onChange={({ target }) => setQuery(target.value)}
        />
        <select
          aria-label="Which events"
          value={type}
          onChange={({ target }) => setType(target.value as EntryType | '')}
        >
          {TYPES.map(([id, name]) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
        <button
          type="button"
          aria-pressed={paused !== undefined}
          onClick={() => setPaused(paused ? undefined : now)}
        >
          Pause
        </button>
        <button type="button" onClick={() => log.clear()}>
          Clear
        </button>
        <button
          type="button"
          onClick={() => download('events.json', 'application/json', eventsJson(found))}
        >
          JSON
        </button>
        <button type="button" onClick={() => download('events.csv', 'text/csv', eventsCsv(found))}>
          CSV
        </button>
      </div>
      {consent !== 'granted' && (
        <p className="notice amber">
          Consent is {consent}: nothing is recorded for sending, and outcomes not at all.
        </p>
      )}
      <output className="soft count">
        {now.length < MOST_ENTRIES ? found.length : `${found.length} of the last ${MOST_ENTRIES}`}{' '}
        events{paused && ', paused'}
        {dropped > 0 && `; ${dropped} were dropped`}
      </output>
      {found.length === 0 ? (
        <p className="empty">Nothing was seen on this page yet.</p>
      ) : (
        <ol className="events">
          {found.slice(0, SHOWN).map((entry) => (
            <li key={entry.id}>
              <time dateTime={new Date(entry.at).toISOString()}>
                {new Date(entry.at).toTimeString().slice(0, 8)}
              </time>
              <span className="soft">{entry.type}</span>
              {entry.type === 'outcome' ? (
                <b>{entry.name}</b>
              ) : (
                <button type="button" className="link" onClick={() => look(entry.name)}>
                  {entry.name}
                </button>
              )}
              <span>{entry.what}</span>
              <span className="soft" data-state={entry.state}>
                {entry.isForced && <b className="amber">forced, never counted</b>} {entry.state}
              </span>
            </li>
          ))}
        </ol>
      )}
      {found.length > SHOWN && <p className="soft">The export has all {found.length}.</p>}
    </>
  )
}

function stateWords(
  { id, unsent, isLocal }: Entry,
  stateOf: ((id: string) => string) | undefined,
): string {
  if (isLocal) return ''
  if (unsent !== undefined) return UNSENT[unsent] ?? unsent
  return stateOf?.(id) ?? 'unknown'
}
