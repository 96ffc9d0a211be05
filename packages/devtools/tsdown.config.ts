import { defineConfig } from 'tsdown'

/** What an app imports. */
const ENTRIES = /^(index|production|tanstack)\.mjs$/

export default defineConfig({
  // The overlay is a file of its own, so that its budget can be told from what production is left with.
  entry: {
    index: 'src/index.ts',
    tanstack: 'src/tanstack.ts',
    production: 'src/production.ts',
    'open-overlay': 'src/overlay/open-overlay.ts',
  },
  format: 'esm',
  platform: 'neutral',
  target: 'es2022',
  deps: { onlyBundle: [] },
  dts: true,
  sourcemap: true,
  fixedExtension: true,
  // A server component may import them only across this line; what is behind it is of the browser by that.
  banner: ({ fileName }) => (ENTRIES.test(fileName) ? "'use client'" : undefined),
  outputOptions: {
    // Names that last, so that budgets can name what is loaded later.
    chunkFileNames: '[name].mjs',
    // What loads the panel shares no file with what the panel needs: a bundler for production finds
    // such a circle, and keeps the panel for its own sake. The others are named with what they need.
    codeSplitting: {
      groups: [
        { name: 'keep', test: /overlay\/(keep|load-again)\.ts$/, priority: 2 },
        { name: 'memory', test: /overlay\/memory\.ts$/, priority: 1 },
        { name: 'part', test: /overlay\/part\.ts$/, priority: 1 },
        { name: 'load-panel', test: /overlay\/load-panel\.ts$/ },
      ],
    },
  },
})
