import { Banner } from '@sluice/demo/src/banner/Banner.tsx'
import type { Meta, StoryObj } from '@storybook/react-vite'
import { expect } from 'storybook/test'
import { gates } from '../story-parameters.ts'
import './look.ts'

export default {
  title: 'Shop/Strip at the top',
  component: Banner,
  parameters: { layout: 'fullscreen' },
} satisfies Meta<typeof Banner>

/** One flag carries words, colour and link. */
export const Everyday: StoryObj = {
  play: async ({ canvas }) => {
    await expect(canvas.getByText(/Thrown and fired/)).toBeInTheDocument()
  },
}

export const KilnOpening: StoryObj = {
  parameters: gates({ variants: { banner: 'kiln' } }),
  play: async ({ canvas }) => {
    await expect(canvas.getByText(/The kiln is open/)).toBeInTheDocument()
  },
}

/** Nobody chooses the variant here: the rules do, for somebody in Norway. */
export const Abroad: StoryObj = {
  parameters: gates({ context: { country: 'NO' } }),
  play: async ({ canvas }) => {
    await expect(canvas.getByText(/Duties and taxes/)).toBeInTheDocument()
  },
}
