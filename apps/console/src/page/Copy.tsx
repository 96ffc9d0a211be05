import { useEffect, useState } from 'react'

const SAID_MS = 2_000

/** A button that copies a text or a picture and says so for a moment. */
export function Copy({
  text,
  picture,
  children,
}: {
  readonly text?: () => string
  readonly picture?: () => Promise<Blob>
  readonly children: string
}) {
  const [said, setSaid] = useState('')
  useEffect(() => {
    if (said === '') return
    const timer = setTimeout(() => setSaid(''), SAID_MS)
    return () => clearTimeout(timer)
  }, [said])
  const copy = async (): Promise<void> => {
    try {
      // Given as a promise: some browsers let a page copy only within the press of a button.
      if (picture !== undefined) {
        await navigator.clipboard.write([new ClipboardItem({ 'image/png': picture() })])
      } else await navigator.clipboard.writeText(text?.() ?? '')
      setSaid('Copied')
    } catch {
      setSaid('This browser does not let pages copy here.')
    }
  }
  return (
    <span className="copy">
      <button type="button" onClick={() => void copy()}>
        {children}
      </button>
      <output>{said}</output>
    </span>
  )
}
