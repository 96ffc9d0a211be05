import * as React from 'react'
import type { ControlProps } from './control-props.ts'

/** Takes any words, for a flag whose variants nobody knows. */
export function TextEditor({ row, onChoose }: ControlProps): React.ReactElement {
  const inForce = typeof row.given.value === 'string' ? row.given.value : ''
  const [text, setText] = React.useState<string>()
  const take = (): void => {
    if (text !== undefined && text !== inForce) onChoose({ value: text })
    setText(undefined)
  }
  return (
    <input
      className="field"
      aria-label={row.title}
      value={text ?? inForce}
      onChange={({ target }) => setText(target.value)}
      onBlur={take}
      onKeyDown={({ key }) => {
        if (key === 'Enter') take()
        if (key === 'Escape') setText(undefined)
      }}
    />
  )
}
