import type { Preview } from '@storybook/react-vite'

const preview: Preview = {
  tags: ['autodocs'],
  parameters: {
    a11y: { test: 'error' },
    options: {
      storySort: {
        order: [
          'Start here',
          ['Gates', 'Variants', 'Exposures', 'Overrides'],
          'Shop',
          'Packages',
          'Addon',
        ],
      },
    },
  },
}

export default preview
