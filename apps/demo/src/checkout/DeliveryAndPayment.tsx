import type { ReactElement } from 'react'
import { Choice } from './Choice.tsx'
import type { DraftProps } from './draft.ts'

/** How the parcel travels. */
export function Delivery({ draft, onChange }: DraftProps): ReactElement {
  return (
    <Choice
      title="Delivery"
      name="delivery"
      options={[
        ['post', 'By post', 'two to four days'],
        ['collect', 'I collect it', 'at the mill, with tea'],
      ]}
      value={draft.delivery}
      onChange={(delivery) => onChange({ delivery })}
    />
  )
}

/** How it is paid for. Pretended, like everything here. */
export function Payment({ draft, onChange }: DraftProps): ReactElement {
  return (
    <Choice
      title="Payment"
      name="payment"
      options={[
        ['card', 'Card', 'pretended, nothing is charged'],
        ['invoice', 'Invoice', 'pretended as well'],
      ]}
      value={draft.payment}
      onChange={(payment) => onChange({ payment })}
    />
  )
}
