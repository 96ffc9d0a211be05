import type { ReactElement } from 'react'

// oxlint-disable-next-line import/no-default-export -- what a lazily loaded component is expected to be
export default function Urgent({ price }: { readonly price: number }): ReactElement {
  return <p>{`Only 2 left for ${price}`}</p>
}
