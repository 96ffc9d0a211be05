import { useRef, useState } from 'react'

/**
 * The text of a field whose value is in the address.
 *
 * The address follows a moment after a letter, by when there may be another one, and a browser puts
 * the caret of a text that is set late at its end. So the text is the field's own; it follows the
 * address where that changes by something else, such as a link or the way back.
 *
 * @param address - what the address says
 * @returns the text, and what keeps another; `way` is the way to the address that it leads to, if any
 */
export function useTyped(
  address: string,
): readonly [text: string, type: (text: string, way?: Promise<void>) => void] {
  const [text, setText] = useState(address)
  const [known, setKnown] = useState(address)
  // What the address will still come by, or will have passed over.
  const [ahead, setAhead] = useState<readonly string[]>([])
  const newest = useRef<Promise<void>>(undefined)
  if (address !== known) {
    setKnown(address)
    if (!ahead.includes(address)) setText(address)
  }
  const type = (next: string, way?: Promise<void>): void => {
    setText(next)
    if (way === undefined) return
    newest.current = way
    setAhead((all) => [...all, next])
    void way.finally(() => {
      // One that another has overtaken ends too, and is no end yet.
      if (newest.current === way) setAhead([])
    })
  }
  return [text, type]
}
