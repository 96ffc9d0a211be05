import type { ReactElement } from 'react'

/** Code of its own, for those who are served it. */
export default function GiftNote(): ReactElement {
  return <p id="gift-note">Wrapped, with a note by hand</p>
}
