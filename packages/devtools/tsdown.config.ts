import { defineConfig } from 'tsdown'

export default defineConfig({
  entry: ['src/index.ts', 'src/tanstack.ts'],
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
