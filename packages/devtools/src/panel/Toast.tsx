import { useEffect, useSyncExternalStore, type ReactElement } from 'react'
import type { Said } from './desk.ts'

const SHOWN_MS = 6000

/** What was said last; apart from the panel, which has no reason to be drawn again for it. */
export interface Speech {
  readonly last: () => Said | undefined
  readonly subscribe: (listener: () => void) => () => void
  say(said: Said | undefined): void
}

/** Makes somebody who has said nothing. */
export function createSpeech(): Speech {
  let last: Said | undefined
  const listeners = new Set<() => void>()
  return {
    last: () => last,
    subscribe(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    say(said) {
      last = said
      listeners.forEach((listener) => listener())
    },
  }
}

/** Says what was done, politely, and offers to take it back. */
export function Toast({ speech }: { readonly speech: Speech }): ReactElement {
  const said = useSyncExternalStore(speech.subscribe, speech.last)
  useEffect(() => {
    if (!said) return undefined
    const timer = setTimeout(() => speech.say(undefined), SHOWN_MS)
    return () => clearTimeout(timer)
  }, [said, speech])
  return (
    <div className="toast" data-shown={said !== undefined && said.text !== ''}>
      <output>{said?.text}</output>
      {said?.undo && (
        <button type="button" onClick={said.undo}>
          Undo
        </button>
      )}
    </div>
  )
}
