import { defineConfig } from 'tsdown'

export default defineConfig({
  entry: ['src/index.ts', 'src/spool.ts'],
  format: 'esm',
  platform: 'node',
  deps: { onlyBundle: [] },
  dts: true,
  sourcemap: true,
  fixedExtension: true,
})
