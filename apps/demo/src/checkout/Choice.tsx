import type { ReactElement } from 'react'

interface ChoiceProps<T extends string> {
  readonly title: string
  readonly name: string
  readonly options: readonly (readonly [value: T, label: string, note: string])[]
  readonly value: T
  readonly onChange: (value: T) => void
}

/** One of a few, all in sight. */
export function Choice<T extends string>(props: ChoiceProps<T>): ReactElement {
  const { title, name, options, value, onChange } = props
  return (
    <fieldset className="choice">
      <legend>{title}</legend>
      {options.map(([option, label, note]) => (
        <label key={option}>
          <input
            type="radio"
            name={name}
            value={option}
            checked={option === value}
            onChange={() => onChange(option)}
          />
          <span>
            {label}
            <span className="soft">{note}</span>
          </span>
        </label>
      ))}
    </fieldset>
  )
}
