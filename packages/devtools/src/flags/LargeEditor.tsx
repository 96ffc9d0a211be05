import type { JsonValue } from '@sluice/core'
import { useId, type ReactElement } from 'react'
import { misfit } from '../overlay/misfit.ts'
import { readTyped } from './next-override.ts'
import { isPlain, type Row } from './rows.ts'
import { useTyping } from './use-typing.ts'

interface LargeEditorProps {
  readonly row: Row
  readonly onApply: (value: JsonValue) => void
}

/** Edits a value of any length, as the text that it is or as JSON; nothing can be applied that does not fit. */
export function LargeEditor({ row, onApply }: LargeEditorProps): ReactElement {
  const { key, type, shown } = row
  const isText = isPlain(row)
  const now = shown?.value === undefined ? '' : textOf(shown.value, isText)
  const { text = now, became, type: write, stop } = useTyping(row, now)
  const typed = readTyped(type, text, isText)
  const known = [row.server?.value, ...row.choices.map(({ value }) => value)]
  // Lists and objects are one type.
  const wrong = type === 'object' && 'value' in typed && misfit(type, typed.value, known)
  const read = typeof wrong === 'string' ? { fault: `It does not fit: ${wrong}` } : typed
  const hint = useId()
  return (
    <div className="json">
      <textarea
        aria-label={`Value of ${key}${isText ? '' : ' as JSON'}`}
        aria-invalid={'fault' in read}
        aria-describedby={hint}
        rows={6}
        spellCheck={false}
        value={text}
        onChange={({ target }) => write(target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape' || text === now) return
          event.preventDefault()
          stop()
        }}
      />
      <output>{became}</output>
      <p id={hint} className="soft">
        {'fault' in read && text !== '' ? read.fault : 'Escape takes back what you typed.'}
      </p>
      <button
        type="button"
        disabled={'fault' in read || text === now}
        onClick={() => {
          if ('value' in read) onApply(read.value)
          stop()
        }}
      >
        Apply
      </button>
    </div>
  )
}

const textOf = (value: JsonValue, isText: boolean): string =>
  isText && typeof value === 'string' ? value : JSON.stringify(value, null, 2)
