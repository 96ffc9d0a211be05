import { useCallback, useReducer, useSyncExternalStore, type ReactElement } from 'react'
import { useDesk } from './desk.ts'

const LOOK_MS = 300

/** What was refused, each in a sentence, until somebody has read it. */
export function Notices(): ReactElement | null {
  const { notices } = useDesk().seat
  // Whoever refuses something need not know whether anybody looks: a link, a file that comes late.
  const count = useCallback(() => notices.length, [notices])
  useSyncExternalStore(lookAgain, count)
  const [, again] = useReducer((times: number) => times + 1, 0)
  if (notices.length === 0) return null
  return (
    <div className="notice amber" aria-live="polite">
      <ul>
        {[...new Set(notices)].map((notice) => (
          <li key={notice}>{notice}</li>
        ))}
      </ul>
      <button
        type="button"
        onClick={() => {
          notices.splice(0)
          again()
        }}
      >
        Dismiss
      </button>
    </div>
  )
}

function lookAgain(look: () => void): () => void {
  const timer = setInterval(look, LOOK_MS)
  return () => clearInterval(timer)
}
