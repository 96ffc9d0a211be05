import { useVariant } from '@sluice/react'
import type { ReactElement } from 'react'

/** The last button. Its words are an experiment. */
export function OrderButton(): ReactElement {
  const words = useVariant('checkout-cta', 'Place order')
  return (
    <button type="submit" className="button" data-wide>
      {words}
    </button>
  )
}
