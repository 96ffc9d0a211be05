import { defineConfig } from 'tsdown'

export default defineConfig({
  entry: ['src/index.ts', 'src/main.ts'],
  format: 'esm',
  platform: 'node',
  deps: { onlyBundle: [] },
  dts: { entry: 'src/index.ts' },
  sourcemap: true,
  fixedExtension: true,
})
