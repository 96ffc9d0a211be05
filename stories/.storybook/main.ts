import { fileURLToPath } from 'node:url'
import type { SluiceAddonOptions } from '@sluice/storybook-addon'
import type { StorybookConfig } from '@storybook/react-vite'
import { defaultClientConditions } from 'vite'
import { readSources } from './read-sources.ts'

readSources()

const config: StorybookConfig = {
  framework: '@storybook/react-vite',
  stories: ['../src/**/*.mdx', '../src/**/*.stories.tsx', '../../packages/*/src/**/*.stories.tsx'],
  addons: [
    '@storybook/addon-docs',
    '@storybook/addon-a11y',
    '@storybook/addon-vitest',
    // With the package installed, and nothing to say: '@sluice/storybook-addon'.
    {
      name: fileURLToPath(new URL('../../packages/storybook-addon/src/preset.ts', import.meta.url)),
      options: {
        app: 'http://127.0.0.1:4601',
        live: {
          development: { url: 'http://127.0.0.1:4600', clientKey: 'sluice_client_demo' },
        },
      } satisfies SluiceAddonOptions,
    },
  ],
  core: { disableTelemetry: true, disableWhatsNewNotifications: true },
  viteFinal: (config) => ({
    ...config,
    resolve: { ...config.resolve, conditions: ['@sluice/source', ...defaultClientConditions] },
    optimizeDeps: {
      ...config.optimizeDeps,
      // What our sources import: found only when a story is open, the page would load again.
      include: [
        ...(config.optimizeDeps?.include ?? []),
        '@sluice/storybook-addon > axe-core',
        '@sluice/storybook-addon > re2js',
        '@sluice/storybook-addon > @sluice/client > zustand/vanilla',
        'react-dom/client',
        'storybook/theming',
      ],
    },
  }),
}

export default config
