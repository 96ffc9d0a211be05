import * as React from 'react'
import type { ControlProps } from './control-props.ts'

/** Takes any number, with Enter or when it is left. */
export function NumberEditor({ row, onChoose }: ControlProps): React.ReactElement {
  const inForce = typeof row.given.value === 'number' ? String(row.given.value) : ''
  const [text, setText] = React.useState<string>()
  const number = Number(text)
  const isNumber = text !== undefined && text.trim() !== '' && Number.isFinite(number)
  const take = (): void => {
    if (isNumber && text !== inForce) onChoose({ value: number })
    setText(undefined)
  }
  return (
    <div className="editor">
      <label>
        <span className="hidden">{row.title}, </span>
        <span className="soft">Value </span>
        <input
          className="field"
          type="text"
          inputMode="decimal"
          size={8}
          value={text ?? inForce}
          aria-invalid={text !== undefined && !isNumber}
          onChange={({ target }) => setText(target.value)}
          onBlur={take}
          onKeyDown={({ key }) => {
            if (key === 'Enter') take()
            if (key === 'Escape') setText(undefined)
          }}
        />
      </label>
      {text !== undefined && !isNumber && <span role="alert">Write a number, such as 80.</span>}
    </div>
  )
}
