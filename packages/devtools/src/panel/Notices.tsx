import { useSyncExternalStore, type ReactElement } from 'react'
import { useDesk } from './desk.ts'
import { heard } from './heard.ts'

/** What was refused, each in a sentence, until somebody has read it. */
export function Notices(): ReactElement | null {
  const { subscribe, list, clear } = heard(useDesk().seat.notices)
  const notices = useSyncExternalStore(subscribe, list)
  if (notices.length === 0) return null
  return (
    <div className="notice amber" aria-live="polite">
      <ul>
        {notices.map((notice) => (
          <li key={notice}>{notice}</li>
        ))}
      </ul>
      <button type="button" onClick={clear}>
        Dismiss
      </button>
    </div>
  )
}
