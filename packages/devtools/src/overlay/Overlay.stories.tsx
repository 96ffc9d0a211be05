import { createLocalClient } from '@sluice/client/local'
import { Gate, SluiceProvider, useVariant } from '@sluice/react'
import type { Meta, StoryObj } from '@storybook/react-vite'
import { useEffect, useState, type ReactElement } from 'react'
import { expect, userEvent, waitFor } from 'storybook/test'
import type { DevtoolsOptions } from '../options.ts'
import { openOverlay } from './open-overlay.ts'

const options: DevtoolsOptions = {
  appVersion: '1.2.3',
  manifest: {
    flags: {
      'new-checkout': {
        title: 'Checkout on one page',
        type: 'boolean',
        owner: 'checkout',
        description: 'Address, delivery and payment on one page.',
      },
      'checkout-cta': {
        title: 'Words on the order button',
        type: 'string',
        owner: 'checkout',
        tags: ['money'],
        variants: {
          plain: { value: 'Place order', title: 'Plain' },
          warm: { value: 'Send it on its way', title: 'Warm' },
        },
      },
      'free-delivery-from': { title: 'Free delivery from', type: 'number', owner: 'shop' },
    },
  },
  personas: [{ name: 'Ingrid in Norway', context: { targetingKey: 'ingrid', country: 'NO' } }],
}

const LOADING = { timeout: 10_000 }

function Order(): ReactElement {
  const words = useVariant('checkout-cta', 'Place order')
  return <button type="button">{words}</button>
}

interface PageProps {
  /** What the overlay looks at is forced, as somebody left it. */
  readonly isForced: boolean
}

/** A page of an app, with the overlay in its corner. */
function Page({ isForced }: PageProps): ReactElement {
  const [client] = useState(() => {
    const values = {
      'new-checkout': true,
      'checkout-cta': 'Place order',
      'free-delivery-from': 80,
    }
    return createLocalClient({ values, context: { targetingKey: 'ada', country: 'DE' } })
  })
  useEffect(() => {
    if (isForced) client.setOverride('checkout-cta', { value: 'Send it on its way' })
    const overlay = openOverlay(client, options)
    return () => overlay.unmount()
  }, [client, isForced])
  return (
    <SluiceProvider client={client}>
      <main style={{ minBlockSize: 640, padding: 16 }}>
        <Gate flag="new-checkout" fallback={<h1>The checkout as it is</h1>}>
          <h1>The new checkout</h1>
        </Gate>
        <Order />
      </main>
    </SluiceProvider>
  )
}

const meta: Meta<typeof Page> = {
  title: 'Packages/Overlay',
  component: Page,
  args: { isForced: false },
  // A page has one overlay, and the client that it looks at is that of this page.
  tags: ['!autodocs'],
  parameters: { sluice: { disable: true }, layout: 'fullscreen' },
}

export default meta

type Story = StoryObj<typeof Page>

/** Looks in the shadow root of the overlay, where queries by role do not reach. */
function inOverlay({ body }: Document, selector: string, words: string): HTMLElement {
  const root = body.querySelector('sluice-devtools')?.shadowRoot
  const found = [...(root?.querySelectorAll<HTMLElement>(selector) ?? [])]
  const one = found.find(({ textContent }) => textContent.trim().startsWith(words))
  if (!one) throw new Error(`The overlay has no ${selector} “${words}”.`)
  return one
}

const openTab =
  (name: string): NonNullable<Story['play']> =>
  async ({ canvasElement: { ownerDocument } }) => {
    // It comes with an effect, and its panel is loaded when it is opened.
    const pill = await waitFor(() => inOverlay(ownerDocument, '.pill', 'Sluice'))
    await userEvent.click(pill)
    const tab = await waitFor(() => inOverlay(ownerDocument, '[role=tab]', name), LOADING)
    await userEvent.click(tab)
    await waitFor(() => expect(tab).toHaveAttribute('aria-selected', 'true'))
  }

/** What everybody sees who tests the page: a pill in the corner, until it is pressed. */
export const Closed: Story = {}

/** Something is forced, and the pill counts it. */
export const Forced: Story = {
  args: { isForced: true },
  play: async ({ canvas }) => {
    await expect(await canvas.findByRole('button', { name: 'Send it on its way' })).toBeVisible()
  },
}

export const Flags: Story = { args: { isForced: true }, play: openTab('Flags') }

export const WhatIf: Story = { play: openTab('What if') }

export const Events: Story = { play: openTab('Events') }

export const Share: Story = { args: { isForced: true }, play: openTab('Share') }

export const Faults: Story = { play: openTab('Faults') }

export const Settings: Story = { play: openTab('Settings') }
