import { createSluiceClient } from '@sluice/client'

const client = createSluiceClient({
  url: 'http://127.0.0.1:4600',
  clientKey: 'sluice_client_demo',
  context: { targetingKey: 'ada', country: 'DE' },
})

const draw = (): void => {
  document.title = client.peek('checkout-cta', 'Buy now').value
}
client.subscribeFlag('checkout-cta', draw)
draw()
