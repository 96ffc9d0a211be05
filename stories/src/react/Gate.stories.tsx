import { Gate } from '@sluice/react'
import type { Meta, StoryObj } from '@storybook/react-vite'
import { useEffect, type ReactElement } from 'react'
import { expect, waitFor } from 'storybook/test'
import { gates } from '../story-parameters.ts'

const meta = {
  title: 'Packages/Gate',
  component: Gate,
  args: {
    flag: 'new-checkout',
    fallback: <p>The checkout as it is</p>,
    children: <p>The new checkout</p>,
  },
} satisfies Meta<typeof Gate>

export default meta

type Story = StoryObj<typeof meta>

export const Closed: Story = {
  parameters: gates({ flags: { 'new-checkout': false } }),
  play: async ({ canvas }) => {
    await expect(canvas.getByText('The checkout as it is')).toBeVisible()
  },
}

export const Open: Story = {
  parameters: gates({ flags: { 'new-checkout': true } }),
  play: async ({ canvas }) => {
    await expect(canvas.getByText('The new checkout')).toBeVisible()
  },
}

function Breaks(): ReactElement {
  useEffect(() => {
    throw new Error('no address')
  }, [])
  return <p>The new checkout</p>
}

/** What is inside throws: what was there before takes its place, and the page goes on. */
export const Crashing: Story = {
  args: { children: <Breaks /> },
  parameters: gates({ flags: { 'new-checkout': true } }),
  play: async ({ canvas }) => {
    await waitFor(() => expect(canvas.getByText('The checkout as it is')).toBeVisible())
  },
}

/** As if it had crashed for this person before. */
export const Crashed: Story = {
  parameters: gates({ flags: { 'new-checkout': true }, status: 'crashed' }),
  play: async ({ canvas }) => {
    await expect(canvas.getByText('The checkout as it is')).toBeVisible()
  },
}
