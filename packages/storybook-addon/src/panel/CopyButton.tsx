import * as React from 'react'

const SAID_MS = 2_000

/** What `CopyButton` takes. */
export interface CopyButtonProps {
  readonly text: string
  readonly label: string
}

/** Copies a text, and says so for two seconds. */
export function CopyButton({ text, label }: CopyButtonProps): React.ReactElement {
  const [said, setSaid] = React.useState('')
  React.useEffect(() => {
    if (said === '') return undefined
    const timer = setTimeout(() => setSaid(''), SAID_MS)
    return () => clearTimeout(timer)
  }, [said])
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text)
      setSaid('Copied')
    } catch {
      setSaid('The browser does not let it be copied')
    }
  }
  return (
    <button type="button" className="action" onClick={() => void copy()}>
      {label}
      <span className="soft" aria-live="polite">
        {said}
      </span>
    </button>
  )
}
