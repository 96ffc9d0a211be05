import type { ReactElement } from 'react'
import type { DraftProps } from './draft.ts'

const fields = [
  ['name', 'Name', 'name', 'text'],
  ['email', 'Email', 'email', 'email'],
  ['street', 'Street and number', 'street-address', 'text'],
  ['town', 'Town', 'address-level2', 'text'],
] as const

/** Who gets the parcel, and where. */
export function AddressFields({ draft, onChange }: DraftProps): ReactElement {
  return (
    <fieldset className="fields">
      <legend>Address</legend>
      {fields.map(([field, label, autoComplete, type]) => (
        <label key={field} className="field">
          {label}
          <input
            name={field}
            type={type}
            autoComplete={autoComplete}
            required
            value={draft[field]}
            onChange={(event) => onChange({ [field]: event.target.value })}
          />
        </label>
      ))}
    </fieldset>
  )
}
