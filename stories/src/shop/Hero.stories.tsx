import { Hero } from '@sluice/demo/src/hero/Hero.tsx'
import type { Meta, StoryObj } from '@storybook/react-vite'

export default { title: 'Shop/Hero', component: Hero } satisfies Meta<typeof Hero>

/** Whatever the flag gives by itself. */
export const Plain: StoryObj = {}
