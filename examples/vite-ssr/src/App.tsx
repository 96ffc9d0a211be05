import { Gate, useVariant, Variant } from '@sluice/react'
import { lazy, Suspense, type ReactElement } from 'react'

const Reviews = lazy(() => import('./Reviews.tsx'))

/** The same component on both sides: it reads flags and does not know where it runs. */
export function App(): ReactElement {
  return (
    <main>
      <h1>{useVariant('headline', 'Teapots')}</h1>
      <Gate flag="one-page-checkout" fallback={<a href="/basket">To the basket</a>}>
        <button type="button">Buy now</button>
      </Gate>
      <Variant
        flag="free-delivery"
        cases={{
          control: <p id="delivery">Delivery: 4.90</p>,
          free: <p id="delivery">Free delivery</p>,
        }}
      />
      <Gate flag="gift-note">{() => import('./GiftNote.tsx')}</Gate>
      <Suspense fallback={<p>Reviews …</p>}>
        <Reviews />
      </Suspense>
    </main>
  )
}
