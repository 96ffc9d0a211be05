import type { ReactElement } from 'react'

/** Marks what stands in a field, for the keys that copy. */
export function mark(field: HTMLTextAreaElement | null): void {
  field?.focus()
  field?.select()
}

interface ByHandProps {
  readonly name: string
  readonly text: string
}

/** A text to be copied by hand, marked as soon as it is there: where a page has no clipboard. */
export function ByHand({ name, text }: ByHandProps): ReactElement {
  return (
    <label className="field">
      {name}, to be copied by hand
      <textarea rows={3} readOnly value={text} ref={mark} />
    </label>
  )
}
