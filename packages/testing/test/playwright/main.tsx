import { createSluiceClient, Gate, SluiceProvider, useTrack, useVariant } from '@sluice/react'
import type { ReactNode } from 'react'
import { createRoot } from 'react-dom/client'

function Buy(): ReactNode {
  const track = useTrack()
  return (
    <button type="button" onClick={() => track('ordered')}>
      {useVariant('checkout-cta', 'Buy now')}
    </button>
  )
}

// Nobody answers there: what the page gets is what the test forces.
const nobody = 'http://127.0.0.1:9'
const client = createSluiceClient({
  url: new URLSearchParams(location.search).get('service') ?? nobody,
  clientKey: 'any',
  readyTimeoutMs: 1,
})
createRoot(document.getElementById('app')!).render(
  <SluiceProvider client={client}>
    <Gate flag="new-checkout" fallback={<p>old</p>}>
      <p>new</p>
    </Gate>
    <Buy />
  </SluiceProvider>,
)
