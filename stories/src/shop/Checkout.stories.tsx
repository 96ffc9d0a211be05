import { basketAfter } from '@sluice/demo/src/basket/basket.ts'
import { pieces } from '@sluice/demo/src/catalogue/pieces.ts'
import { Checkout } from '@sluice/demo/src/checkout/Checkout.tsx'
import { personaOf } from '@sluice/demo/src/people/personas.ts'
import { variantModes } from '@sluice/storybook-addon'
import type { Meta, StoryObj } from '@storybook/react-vite'
import { expect, fn, userEvent } from 'storybook/test'
import { gates } from '../story-parameters.ts'
import './look.ts'
// It stands in a sheet of the shop, which keeps its parts apart.
import '@sluice/demo/src/page/sheet.css'

const [piece] = pieces

const meta = {
  title: 'Shop/Checkout',
  component: Checkout,
  decorators: (Story) => (
    <div style={{ maxWidth: '30rem' }}>
      <Story />
    </div>
  ),
  args: {
    basket: piece ? basketAfter([], { type: 'added', piece }) : [],
    persona: personaOf('aoife'),
    onBack: fn(),
    onOrder: fn(),
  },
  parameters: {
    chromatic: { modes: variantModes(['new-checkout', 'express-pay', 'checkout-cta']) },
  },
} satisfies Meta<typeof Checkout>

export default meta

type Story = StoryObj<typeof meta>

/** What everybody has whom the rollout does not reach. */
export const ThreeSteps: Story = {
  parameters: gates({ variants: { 'new-checkout': 'off' } }),
  play: async ({ canvas, args }) => {
    await userEvent.click(canvas.getByRole('button', { name: 'Next' }))
    await userEvent.click(canvas.getByRole('button', { name: 'Next' }))
    await userEvent.click(canvas.getByRole('button', { name: 'Place order' }))
    await expect(args.onOrder).toHaveBeenCalledOnce()
  },
}

export const OnePage: Story = {
  parameters: gates({ variants: { 'new-checkout': 'on', 'express-pay': 'off' } }),
  play: async ({ canvas, args }) => {
    await userEvent.click(canvas.getByRole('button', { name: 'Place order' }))
    await expect(args.onOrder).toHaveBeenCalledOnce()
  },
}

/** Express payment needs the checkout on one page. */
export const WithExpress: Story = {
  parameters: gates({ variants: { 'new-checkout': 'on', 'express-pay': 'on' } }),
  play: async ({ canvas, args }) => {
    await userEvent.click(canvas.getByRole('button', { name: 'Pay at once' }))
    await expect(args.onOrder).toHaveBeenCalledOnce()
  },
}

export const WarmWords: Story = {
  parameters: gates({ variants: { 'new-checkout': 'on', 'checkout-cta': 'warm' } }),
  play: async ({ canvas }) => {
    await expect(
      canvas.getByText('Delivery', { selector: 'legend' }).closest('.sheet-body'),
    ).toHaveStyle({ display: 'grid' })
    await expect(canvas.getByText('Total').parentElement).toHaveStyle({ display: 'flex' })
    await expect(canvas.getByRole('button', { name: 'Send it on its way' })).toBeVisible()
  },
}
