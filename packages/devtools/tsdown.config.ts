import { defineConfig } from 'tsdown'

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
  // Names that last, so that budgets can name what is loaded later.
  outputOptions: { chunkFileNames: '[name].mjs' },
})
