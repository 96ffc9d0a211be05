import { Gate, Override, useSluiceStatus, useSuspenseVariant } from '@sluice/react'
import type { Meta, StoryObj } from '@storybook/react-vite'
import { Suspense, type ReactElement } from 'react'
import { expect } from 'storybook/test'
import { gates } from '../story-parameters.ts'

const reviews = (
  <Gate flag="reviews" fallback={<p>No reviews</p>}>
    <p>★★★★☆ of 87 people</p>
  </Gate>
)

export default { title: 'Packages/Override and hooks' } satisfies Meta

/** A boundary is stronger than everything that is chosen around it. */
export const Boundary: StoryObj = {
  render: () => (
    <>
      {reviews}
      <Override variants={{ reviews: 'off' }}>{reviews}</Override>
    </>
  ),
  play: async ({ canvas }) => {
    await expect(canvas.getByText(/87 people/)).toBeVisible()
    await expect(canvas.getByText('No reviews')).toBeVisible()
  },
}

function Words(): ReactElement {
  return <p>{useSuspenseVariant('checkout-cta', 'Place order')}</p>
}

/** Waits for the flags, and shows nothing that would change a moment later. */
export const Suspended: StoryObj = {
  parameters: gates({ status: 'starting' }),
  render: () => (
    <Suspense fallback={<p>One moment</p>}>
      <Words />
    </Suspense>
  ),
  play: async ({ canvas }) => {
    await expect(canvas.getByText('One moment')).toBeVisible()
  },
}

function Standing(): ReactElement {
  return <p>The flags are {useSluiceStatus().state}.</p>
}

export const Status: StoryObj = {
  parameters: gates({ status: 'unauthorized' }),
  render: () => <Standing />,
  play: async ({ canvas }) => {
    await expect(canvas.getByText('The flags are unauthorized.')).toBeVisible()
  },
}
