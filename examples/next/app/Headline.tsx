'use client'

import { useVariant } from '@sluice/react'
import type { ReactElement } from 'react'

export function Headline(): ReactElement {
  return <h1>{useVariant('headline', 'Teapots')}</h1>
}

export function ReviewsOf(): ReactElement {
  return <p id="reviews">{`Reviews of: ${useVariant('headline', 'Teapots')}`}</p>
}
