import { fileURLToPath } from 'node:url'
import type { StorybookConfig } from '@storybook/react-vite'
import { defaultClientConditions } from 'vite'
import { readSources } from './read-sources.ts'

readSources()

export default {
  framework: '@storybook/react-vite',
  stories: ['../src/**/*.mdx', '../src/**/*.stories.tsx'],
  addons: [
    '@storybook/addon-docs',
    '@storybook/addon-a11y',
    '@storybook/addon-vitest',
    // With the package installed: '@sluice/storybook-addon'.
    fileURLToPath(new URL('../../packages/storybook-addon/src/preset.ts', import.meta.url)),
  ],
  core: { disableTelemetry: true, disableWhatsNewNotifications: true },
  viteFinal: (config) => ({
    ...config,
    resolve: { ...config.resolve, conditions: ['@sluice/source', ...defaultClientConditions] },
  }),
} satisfies StorybookConfig
