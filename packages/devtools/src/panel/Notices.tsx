import { useReducer, type ReactElement } from 'react'
import { useClientState, useDesk } from './desk.ts'

/** What was refused, each in a sentence, until somebody has read it. */
export function Notices(): ReactElement | null {
  const { notices } = useDesk().seat
  // What is refused while the panel is open comes with a new state.
  useClientState()
  const [, again] = useReducer((count: number) => count + 1, 0)
  if (notices.length === 0) return null
  return (
    <div className="notice amber" aria-live="polite">
      <ul>
        {notices.map((notice) => (
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
