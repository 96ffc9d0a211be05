import { useEffect, useRef, type RefObject } from 'react'

/**
 * Moves the focus to an element when the place changes, because the button that
 * had it is gone. Not on the first draw.
 */
export function useMovedFocus<T extends HTMLElement>(place: unknown): RefObject<T | null> {
  const target = useRef<T>(null)
  const before = useRef(place)
  useEffect(() => {
    if (before.current === place) return
    before.current = place
    target.current?.focus()
  }, [place])
  return target
}
