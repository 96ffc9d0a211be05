import { composeStories, setProjectAnnotations } from '@storybook/react-vite'
import type { Meta, StoryObj } from '@storybook/react-vite'
import { Gate } from '@sluice/react'
import { cleanup, screen } from '@testing-library/react'
import type { ReactElement } from 'react'
import { afterEach, beforeAll, expect, it } from 'vitest'
import sluice, { setManifest, variantModes, type SluiceParameters } from './index.ts'
import { ruleset } from '../test/flags.ts'

setManifest({ ruleset })

function Checkout(): ReactElement {
  return (
    <Gate flag="new-checkout" fallback={<p>The checkout as it is</p>}>
      <p>The new checkout</p>
    </Gate>
  )
}

const meta: Meta<typeof Checkout> = {
  component: Checkout,
  parameters: {
    chromatic: { modes: variantModes(['new-checkout', 'checkout-cta']) },
  },
}

const Open: StoryObj<typeof Checkout> = {
  parameters: {
    sluice: { variants: { 'new-checkout': 'on' } } satisfies SluiceParameters,
  },
}

const Abroad: StoryObj<typeof Checkout> = {
  parameters: {
    sluice: { context: { country: 'NO' }, status: 'stale' } satisfies SluiceParameters,
  },
}

const stories = { default: meta, Open, Abroad }

beforeAll(() => {
  setProjectAnnotations([sluice()])
})

afterEach(() => {
  cleanup()
  document.body.replaceChildren()
})

it('draws the new checkout', async () => {
  const { Open } = composeStories(stories)
  await Open.run()
  expect(screen.getByText('The new checkout')).toBeDefined()
})

it('lists four modes of two gates', async () => {
  const { Abroad } = composeStories(stories)
  await Abroad.run()
  expect(screen.getByText('The checkout as it is')).toBeDefined()
  const { modes } = Abroad.parameters['chromatic'] as { modes: object }
  expect(Object.keys(modes)).toContain(
    'Checkout on one page: On, Words on the order button: Urgent',
  )
})
