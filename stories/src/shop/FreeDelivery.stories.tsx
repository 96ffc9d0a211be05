import { basketAfter } from '@sluice/demo/src/basket/basket.ts'
import { FreeDelivery } from '@sluice/demo/src/basket/FreeDelivery.tsx'
import { pieces } from '@sluice/demo/src/catalogue/pieces.ts'
import type { Meta, StoryObj } from '@storybook/react-vite'
import { expect } from 'storybook/test'
import { gates } from '../story-parameters.ts'
import './look.ts'

const [piece] = pieces

const meta = {
  title: 'Shop/Free delivery',
  component: FreeDelivery,
  args: { basket: piece ? basketAfter([], { type: 'added', piece }) : [] },
} satisfies Meta<typeof FreeDelivery>

export default meta

type Story = StoryObj<typeof meta>

/** A flag that is a number. */
export const AtHome: Story = {
  play: async ({ canvas }) => {
    await expect(canvas.getByText('€52 more and delivery is free.')).toBeVisible()
  },
}

export const Abroad: Story = { parameters: gates({ variants: { 'free-delivery-from': 'far' } }) }

/** A number that no variant has. */
export const AlwaysFree: Story = {
  parameters: gates({ flags: { 'free-delivery-from': 20 } }),
  play: async ({ canvas }) => {
    await expect(canvas.getByText('Delivery is on us.')).toBeVisible()
  },
}
