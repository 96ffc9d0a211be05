import type { Preview } from '@storybook/react-vite'
import '@sluice/demo/src/styles/tokens.css'
import '@sluice/demo/src/styles/base.css'
import '@sluice/demo/src/styles/buttons.css'

export default {
  parameters: { a11y: { test: 'error' } },
} satisfies Preview
