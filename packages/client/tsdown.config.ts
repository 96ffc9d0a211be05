import { defineConfig } from 'tsdown'

export default defineConfig({
  entry: ['src/index.ts', 'src/local.ts'],
  format: 'esm',
  platform: 'neutral',
  target: 'es2022',
  deps: { onlyBundle: [] },
  dts: true,
  sourcemap: true,
  fixedExtension: true,
})
