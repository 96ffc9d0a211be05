import { useState, type ReactElement, type ReactNode } from 'react'

/** Copies a text, and says so. */
export function CopyText({
  text,
  children,
}: {
  readonly text: string
  readonly children: ReactNode
}): ReactElement {
  const [said, setSaid] = useState('')
  const copy = (): void => {
    navigator.clipboard.writeText(text).then(
      () => setSaid('Copied'),
      () => setSaid('The browser does not let it be copied'),
    )
  }
  return (
    <button type="button" onClick={copy}>
      {children} <span aria-live="polite">{said}</span>
    </button>
  )
}
