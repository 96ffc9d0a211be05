import * as React from 'react'
import type { ControlProps } from './control-props.ts'
import { JsonEditor } from './JsonEditor.tsx'
import { NumberEditor } from './NumberEditor.tsx'
import { TextEditor } from './TextEditor.tsx'

const MOST_SEGMENTS = 4

/** A control made from the variants of a flag: a row of choices up to four, a list above, and an editor for values that no variant has. */
export function VariantControl({ row, onChoose }: ControlProps): React.ReactElement {
  const { key, title, type, variants, given } = row
  return (
    <div className="control">
      {variants.length > MOST_SEGMENTS ? (
        <VariantList row={row} onChoose={onChoose} />
      ) : (
        variants.length > 0 && (
          <fieldset className="segments">
            <legend className="hidden">{title}</legend>
            {variants.map(({ name, title: words, description }) => (
              <label key={name} title={description}>
                <input
                  type="radio"
                  name={`sluice-${key}`}
                  checked={given.variant === name}
                  onChange={() => onChoose({ variant: name })}
                />
                {words}
              </label>
            ))}
          </fieldset>
        )
      )}
      {type === 'number' && <NumberEditor row={row} onChoose={onChoose} />}
      {type === 'object' && <JsonEditor row={row} onChoose={onChoose} />}
      {type === 'string' && variants.length === 0 && <TextEditor row={row} onChoose={onChoose} />}
    </div>
  )
}

function VariantList({ row, onChoose }: ControlProps): React.ReactElement {
  const { title, variants, given } = row
  const isKnown = variants.some(({ name }) => name === given.variant)
  return (
    <select
      aria-label={title}
      value={isKnown ? given.variant : ''}
      onChange={({ target }) => onChoose({ variant: target.value })}
    >
      {!isKnown && <option value="">Another value</option>}
      {variants.map(({ name, title: words }) => (
        <option key={name} value={name}>
          {words}
        </option>
      ))}
    </select>
  )
}
