import { useVariant } from '@sluice/react'
import type { ReactElement } from 'react'

/** Arrives after the shell, and still with the values of the request. */
export default function Reviews(): ReactElement {
  return <p id="reviews">{`Reviews of: ${useVariant('headline', 'Teapots')}`}</p>
}
