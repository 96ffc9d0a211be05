import type { JsonValue } from '@sluice/core'
import * as React from 'react'
import type { ControlProps } from './control-props.ts'

/** Takes any object, once it is one. */
export function JsonEditor({ row, onChoose }: ControlProps): React.ReactElement {
  const [text, setText] = React.useState<string>()
  const id = React.useId()
  if (text === undefined) {
    const edit = (): void => setText(JSON.stringify(row.given.value, undefined, 2))
    return (
      <div className="editor">
        <button type="button" className="action" onClick={edit}>
          Edit<span className="hidden"> the value of {row.title}</span>
        </button>
      </div>
    )
  }
  const { value, fault } = read(text)
  const apply = (): void => {
    if (value === undefined) return
    onChoose({ value })
    setText(undefined)
  }
  const cancel = (): void => setText(undefined)
  return (
    <div className="editor">
      <textarea
        className="field"
        aria-label={`Value of ${row.title}, as JSON`}
        aria-invalid={fault !== undefined}
        aria-describedby={id}
        rows={8}
        spellCheck={false}
        value={text}
        onChange={({ target }) => setText(target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') cancel()
          if (event.key === 'Enter' && (event.metaKey || event.ctrlKey)) apply()
        }}
      />
      <button type="button" className="action" disabled={fault !== undefined} onClick={apply}>
        Apply
      </button>
      <button type="button" className="action" onClick={cancel}>
        Cancel
      </button>
      <span id={id} className="soft" aria-live="polite">
        {fault ?? ''}
      </span>
    </div>
  )
}

function read(text: string): { value?: JsonValue; fault?: string } {
  try {
    const value = JSON.parse(text) as JsonValue
    return typeof value === 'object' && value !== null
      ? { value }
      : { fault: 'Write an object, such as { "tone": "calm" }.' }
  } catch (error) {
    return { fault: `Not JSON yet: ${error instanceof Error ? error.message : String(error)}` }
  }
}
