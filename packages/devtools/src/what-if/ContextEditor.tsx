import type { SluiceContext } from '@sluice/client'
import type { ReactElement } from 'react'
import type { KitProps } from '../panel/kit.ts'

/** One attribute, as it is written. */
export interface Field {
  /** Tells it from others while its name is changed. */
  readonly id: number
  readonly name: string
  /** The value as JSON. */
  readonly text: string
}

interface ContextEditorProps extends KitProps {
  readonly fields: readonly Field[]
  /** The context of the page. */
  readonly now: SluiceContext
  readonly onChange: (fields: readonly Field[]) => void
}

let lastId = 0

/** Writes the attributes of a context down, to be edited. */
export function fieldsOf(context: SluiceContext): readonly Field[] {
  return Object.entries(context).map(([name, value]) => ({
    id: (lastId += 1),
    name,
    text: JSON.stringify(value),
  }))
}

/** Edits a context, attribute by attribute. */
export function ContextEditor({
  kit: { readTyped },
  fields,
  now,
  onChange,
}: ContextEditorProps): ReactElement {
  const change = (id: number, next: Partial<Field>): void =>
    onChange(fields.map((field) => (field.id === id ? { ...field, ...next } : field)))
  const texts = new Map(Object.entries(now).map(([name, value]) => [name, JSON.stringify(value)]))
  return (
    <fieldset className="context" aria-label="Context">
      {fields.map(({ id, name, text }) => {
        const read = readTyped('unknown', text)
        const own = texts.get(name)
        return (
          <div key={id} className="bar">
            <input
              aria-label="Attribute"
              value={name}
              onChange={({ target }) => change(id, { name: target.value })}
            />
            <input
              aria-label={`Value of ${name}, as JSON`}
              aria-invalid={'fault' in read}
              title={'fault' in read ? read.fault : undefined}
              value={text}
              onChange={({ target }) => change(id, { text: target.value })}
            />
            {own !== undefined && own !== text ? (
              <button
                type="button"
                aria-label={`Reset ${name}`}
                onClick={() => change(id, { text: own })}
              >
                ↺
              </button>
            ) : (
              <button
                type="button"
                aria-label={`Remove ${name}`}
                onClick={() => onChange(fields.filter((field) => field.id !== id))}
              >
                ×
              </button>
            )}
          </div>
        )
      })}
      <button
        type="button"
        onClick={() => onChange([...fields, { id: (lastId += 1), name: '', text: '""' }])}
      >
        Add an attribute
      </button>
    </fieldset>
  )
}
