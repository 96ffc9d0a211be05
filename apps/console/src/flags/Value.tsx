import { useState } from 'react'

/** Longer than this is cut off until somebody asks. */
const SHOWN = 600

/** A value as JSON; a long one is cut off, since it can be a megabyte. */
export function Value({ value }: { readonly value: unknown }) {
  const [isWhole, setWhole] = useState(false)
  const text = JSON.stringify(value, null, 2) ?? 'nothing'
  const isLong = text.length > SHOWN
  return (
    <>
      <pre>{isLong && !isWhole ? `${text.slice(0, SHOWN)}…` : text}</pre>
      {isLong && (
        <button type="button" onClick={() => setWhole(!isWhole)}>
          {isWhole ? 'Show less' : `Show all ${text.length.toLocaleString('en')} characters`}
        </button>
      )}
    </>
  )
}
