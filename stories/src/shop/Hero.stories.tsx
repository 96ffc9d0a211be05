import { Hero } from '@sluice/demo/src/hero/Hero.tsx'
import { variantModes } from '@sluice/storybook-addon'
import type { Meta, StoryObj } from '@storybook/react-vite'
import { expect } from 'storybook/test'
import { gates } from '../story-parameters.ts'
import './look.ts'

export default {
  title: 'Shop/Opening picture',
  component: Hero,
  parameters: { layout: 'fullscreen', chromatic: { modes: variantModes(['hero-layout']) } },
} satisfies Meta<typeof Hero>

/** What the flag gives by itself. */
export const OnePiece: StoryObj = {
  play: async ({ canvas }) => {
    await expect(canvas.getByRole('heading', { level: 1 })).toHaveTextContent('The river turns')
  },
}

/** As an experiment shows it to one third of all people. */
export const Shelf: StoryObj = {
  parameters: gates({ variants: { 'hero-layout': 'shelf' } }),
  play: async ({ canvas }) => {
    await expect(canvas.getByRole('heading', { level: 1 })).toHaveTextContent('Everything we can')
  },
}

export const Letter: StoryObj = {
  parameters: gates({ variants: { 'hero-layout': 'letter' } }),
  play: async ({ canvas }) => {
    await expect(canvas.getByRole('heading', { level: 1 })).toHaveTextContent('Good morning')
  },
}

/** The service cannot be reached, and nothing is held: the code decides. */
export const WithoutService: StoryObj = {
  parameters: gates({ variants: { 'hero-layout': 'letter' }, status: 'offline' }),
  play: async ({ canvas }) => {
    await expect(canvas.getByRole('heading', { level: 1 })).toHaveTextContent('The river turns')
  },
}
