// Bundled from the packed packages: the least that a page with one gate needs.
import { createSluiceClient, SluiceProvider, useGate } from '@sluice/react'
import { createElement } from 'react'

const client = createSluiceClient({ url: '/', clientKey: 'sluice_client_packed' })

function Checkout() {
  return useGate('new-checkout') ? 'the new checkout' : 'the old checkout'
}

export const page = createElement(SluiceProvider, { client }, createElement(Checkout))
