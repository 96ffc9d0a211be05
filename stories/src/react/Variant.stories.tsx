import { Variant } from '@sluice/react'
import type { Meta, StoryObj } from '@storybook/react-vite'
import type { ReactElement } from 'react'
import { expect } from 'storybook/test'
import { gates } from '../story-parameters.ts'

/** A button whose words are an experiment. */
function OrderButton(): ReactElement {
  return (
    <Variant
      flag="checkout-cta"
      cases={{
        plain: <button type="button">Place order</button>,
        warm: <button type="button">Send it on its way</button>,
      }}
      pending={<p>One moment</p>}
    />
  )
}

export default { title: 'Packages/Variant', component: OrderButton } satisfies Meta

export const Plain: StoryObj = {
  play: async ({ canvas }) => {
    await expect(canvas.getByRole('button', { name: 'Place order' })).toBeVisible()
  },
}

export const Warm: StoryObj = {
  parameters: gates({ variants: { 'checkout-cta': 'warm' } }),
  play: async ({ canvas }) => {
    await expect(canvas.getByRole('button', { name: 'Send it on its way' })).toBeVisible()
  },
}

/** The flags are on their way. */
export const Loading: StoryObj = {
  parameters: gates({ status: 'starting' }),
  play: async ({ canvas }) => {
    await expect(canvas.getByText('One moment')).toBeVisible()
  },
}

/** They came once, and the service is away now: what is held is drawn. */
export const Stale: StoryObj = {
  parameters: gates({ status: 'stale', variants: { 'checkout-cta': 'warm' } }),
  play: async ({ canvas }) => {
    await expect(canvas.getByRole('button', { name: 'Send it on its way' })).toBeVisible()
  },
}
