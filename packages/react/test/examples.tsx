import {
  Gate,
  useExposure,
  useExposureRef,
  useSuspenseVariant,
  useTrack,
  useVariant,
  Variant,
  withGate,
} from '@sluice/react'
import { Suspense, type FunctionComponent, type ReactElement } from 'react'

export function Waiting(): ReactElement {
  return (
    <Suspense fallback={<p>One moment</p>}>
      <BuyButton />
    </Suspense>
  )
}

function BuyButton(): ReactElement {
  const label = useSuspenseVariant('checkout-cta', 'Buy now')
  return <button type="button">{label}</button>
}

export function Loaded({ price }: { price: number }): ReactElement {
  return (
    <>
      <Gate flag="new-checkout" fallback={<p>The checkout as it is</p>}>
        {() => import('./new-checkout.tsx')}
      </Gate>
      <Variant
        flag="checkout-cta"
        cases={{ control: <p>Buy now</p>, urgent: () => import('./urgent.tsx') }}
        props={{ price }}
        pending={<p>One moment</p>}
      />
    </>
  )
}

const OldPrice = ({ price }: { price: number }) => <p>{price}</p>
const NewPrice = ({ price }: { price: number }) => <p>only {price}</p>

export const Price: FunctionComponent<{ price: number }> = withGate(NewPrice, {
  flag: 'new-checkout',
  fallback: OldPrice,
})

export function Order({ sum }: { sum: number }): ReactElement {
  const track = useTrack()
  const order = () => track('order-placed', { value: sum, properties: { currency: 'EUR' } })
  return (
    <button type="button" onClick={order}>
      Order
    </button>
  )
}

export function Offer(): ReactElement {
  const label = useVariant('checkout-cta', 'Buy now', { exposure: 'manual' })
  const seen = useExposure('checkout-cta')
  return (
    <details onToggle={seen}>
      <summary>Offer</summary>
      {label}
    </details>
  )
}

export function Teaser(): ReactElement {
  const label = useVariant('checkout-cta', 'Buy now', { exposure: 'manual' })
  const ref = useExposureRef('checkout-cta')
  return <p ref={ref}>{label}</p>
}
