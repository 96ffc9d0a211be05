import { useEffect, type ReactElement } from 'react'
import type { Said } from './desk.ts'

const SHOWN_MS = 6000

interface ToastProps {
  readonly said: Said | undefined
  readonly onGone: () => void
}

/** Says what was done, politely, and offers to take it back. */
export function Toast({ said, onGone }: ToastProps): ReactElement {
  useEffect(() => {
    if (!said) return undefined
    const timer = setTimeout(onGone, SHOWN_MS)
    return () => clearTimeout(timer)
  }, [said, onGone])
  return (
    <div className="toast" data-shown={said !== undefined}>
      <output>{said?.text}</output>
      {said?.undo && (
        <button type="button" onClick={said.undo}>
          Undo
        </button>
      )}
    </div>
  )
}
