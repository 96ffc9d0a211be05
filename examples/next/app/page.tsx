import { Gate, Variant } from '@sluice/react'
import { Suspense, type ReactElement } from 'react'
import { getFlags } from '../lib/flags'
import { Headline } from './Headline'
import { Reviews } from './Reviews'

/** A server component: it reads flags by calls, and its gates follow every change in the browser. */
export default async function Page(): Promise<ReactElement> {
  const flags = await getFlags()
  return (
    <main>
      <Headline />
      <p id="drawn">{`Drawn as: ${flags.variant('headline', 'Teapots')}`}</p>
      {flags.gate('one-page-checkout') && <p>In one step</p>}
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
      <Suspense fallback={<p>Reviews …</p>}>
        <Reviews />
      </Suspense>
    </main>
  )
}
