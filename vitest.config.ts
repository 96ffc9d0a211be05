import { fileURLToPath } from 'node:url'
import { storybookTest } from '@storybook/addon-vitest/vitest-plugin'
import react from '@vitejs/plugin-react'
import { playwright } from '@vitest/browser-playwright'
import { msw } from 'msw/vite'
import { defaultClientConditions, defaultServerConditions } from 'vite'
import { defineConfig } from 'vitest/config'
import { chromiumLaunch } from './tools/chromium.ts'

const source = '@sluice/source'

// A function, because Vitest refuses one browser object in two projects.
const browser = () => ({
  enabled: true,
  headless: true,
  screenshotFailures: false,
  instances: [{ browser: 'chromium' as const }],
  provider: playwright({ launchOptions: chromiumLaunch }),
})

const react18 = fileURLToPath(new URL('tools/react-18/node_modules/', import.meta.url))

export default defineConfig({
  plugins: [react()],
  resolve: { conditions: [source, ...defaultClientConditions] },
  ssr: { resolve: { conditions: [source, ...defaultServerConditions] } },
  // What Vitest itself loads: reporters and what runs before all tests.
  environments: { __vitest__: { resolve: { conditions: [source, ...defaultServerConditions] } } },
  test: {
    reporters: ['default', './tools/gate-coverage-reporter.ts', './tools/plain-reporter.ts'],
    coverage: { provider: 'v8', include: ['packages/*/src/**'] },
    // What comes on a busy machine may take longer than a second.
    expect: { poll: { timeout: 10_000 } },
    setupFiles: [fileURLToPath(new URL('tools/patient-waits.ts', import.meta.url))],
    projects: [
      {
        extends: true,
        test: {
          name: 'node',
          include: [
            'packages/{core,client,node,events,server,stats,rollout,cli,testing,devtools,storybook-addon,vite-plugin}/{src,test}/**/*.test.ts',
            'packages/{stats,rollout}/simulation/*.test.ts',
            'packages/stats/mutation/*.test.ts',
            'apps/console/src/**/*.test.ts',
            'tools/**/*.test.ts',
            'bench/{measure,report}/*.test.ts',
          ],
          exclude: ['**/*.browser.test.ts', '**/*.dom.test.ts'],
          testTimeout: 30_000,
          hookTimeout: 30_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'dom',
          environment: 'happy-dom',
          include: [
            'packages/react/{src,test}/**/*.test.{ts,tsx}',
            'packages/*/src/**/*.dom.test.ts',
            'packages/{testing,devtools,storybook-addon}/{src,test}/**/*.test.tsx',
          ],
          exclude: ['**/*.browser.test.{ts,tsx}'],
          testTimeout: 30_000,
        },
      },
      {
        extends: true,
        // The shop, whose flags have to be tested in every variant.
        test: {
          name: 'shop',
          environment: 'happy-dom',
          globalSetup: ['apps/demo/test/manifest.ts'],
          setupFiles: ['packages/testing/src/vitest.ts'],
          include: ['apps/*/src/**/*.test.tsx'],
          testTimeout: 30_000,
        },
      },
      {
        extends: true,
        // The same tests against the oldest React that is promised to work.
        resolve: {
          alias: [
            {
              find: /^((@testing-library\/)?react|react-dom)(?=\/|$)/,
              replacement: `${react18}$1`,
            },
          ],
        },
        test: {
          name: 'react-18',
          environment: 'happy-dom',
          setupFiles: ['packages/react/test/react-18.ts'],
          include: ['packages/react/{src,test}/**/*.test.{ts,tsx}'],
          // What leaks is ours, and takes long to find.
          exclude: ['**/*.browser.test.{ts,tsx}', '**/leaks.test.tsx'],
          testTimeout: 30_000,
        },
      },
      {
        extends: true,
        // Serves the worker by which msw answers.
        plugins: [msw({ mode: 'worker-only' })],
        test: {
          name: 'browser',
          include: ['{packages,apps}/*/{src,test}/**/*.browser.test.{ts,tsx}'],
          browser: browser(),
          sequence: { groupOrder: 1 },
          testTimeout: 30_000,
          hookTimeout: 30_000,
        },
      },
      {
        extends: true,
        // Every story is a test: it draws, its play function comes to its end, and axe finds nothing.
        plugins: [
          storybookTest({
            configDir: fileURLToPath(new URL('stories/.storybook', import.meta.url)),
          }),
        ],
        test: {
          name: 'stories',
          browser: browser(),
          sequence: { groupOrder: 1 },
          testTimeout: 30_000,
          hookTimeout: 30_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          include: ['{apps/*,packages/*,stories}/e2e/**/*.e2e.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          fileParallelism: false,
          // After the others, so that a page under test has the machine to itself.
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
})
