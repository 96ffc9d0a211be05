import { createSluiceClient, Gate, SluiceProvider } from '@sluice/react'
import { createRoot } from 'react-dom/client'

const client = createSluiceClient({ url: 'http://127.0.0.1:4600', clientKey: 'sluice_client_demo' })

createRoot(document.getElementById('app')!).render(
  <SluiceProvider client={client}>
    <Gate flag="new-checkout" fallback={<p>The checkout as it is</p>}>
      <p>The new checkout</p>
    </Gate>
  </SluiceProvider>,
)
