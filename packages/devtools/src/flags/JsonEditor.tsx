import type { JsonValue } from '@sluice/core'
import { useId, useState, type ReactElement } from 'react'
import { readTyped } from './next-override.ts'
import type { Row } from './rows.ts'

interface JsonEditorProps {
  readonly row: Row
  readonly onApply: (value: JsonValue) => void
}

/** Edits a value as JSON; nothing can be applied that is none. */
export function JsonEditor({ row, onApply }: JsonEditorProps): ReactElement {
  const { key, type, shown } = row
  const now = shown?.value === undefined ? '' : JSON.stringify(shown.value, null, 2)
  const [typed, setTyped] = useState<string>()
  const text = typed ?? now
  const read = readTyped(type, text)
  const hint = useId()
  return (
    <div className="json">
      <textarea
        aria-label={`Value of ${key} as JSON`}
        aria-invalid={'fault' in read}
        aria-describedby={hint}
        rows={6}
        spellCheck={false}
        value={text}
        onChange={({ target }) => setTyped(target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape' || text === now) return
          event.preventDefault()
          setTyped(undefined)
        }}
      />
      <p id={hint} className="soft">
        {'fault' in read && text !== '' ? read.fault : 'Escape takes back what you typed.'}
      </p>
      <button
        type="button"
        disabled={'fault' in read || text === now}
        onClick={() => {
          if ('value' in read) onApply(read.value)
          setTyped(undefined)
        }}
      >
        Apply
      </button>
    </div>
  )
}
