import type { ReactElement } from 'react'

// oxlint-disable-next-line import/no-default-export -- what a lazily loaded component is expected to be
export default function NewCheckout(): ReactElement {
  return <p>The new checkout</p>
}
