import { Recommendations } from '@sluice/demo/src/recommendations/Recommendations.tsx'
import type { Meta, StoryObj } from '@storybook/react-vite'
import { expect, fn } from 'storybook/test'
import { gates } from '../story-parameters.ts'
import './look.ts'

const meta = {
  title: 'Shop/Go well together',
  component: Recommendations,
  args: { onOpen: fn() },
} satisfies Meta<typeof Recommendations>

export default meta

type Story = StoryObj<typeof meta>

export const Row: Story = {}

/** The carousel throws while it is drawn, on purpose: the row stands in its place, and the panel says why. */
export const CrashingCarousel: Story = {
  parameters: gates({ variants: { recommendations: 'carousel' } }),
  play: async ({ canvas }) => {
    await expect(canvas.getAllByRole('button').length).toBeGreaterThan(0)
  },
}
