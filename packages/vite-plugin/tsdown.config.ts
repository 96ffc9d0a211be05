import { defineConfig } from 'tsdown'

export default defineConfig({
  entry: ['src/index.ts'],
  format: 'esm',
  platform: 'node',
  target: 'es2022',
  deps: { onlyBundle: [] },
  dts: true,
  sourcemap: true,
  fixedExtension: true,
})
