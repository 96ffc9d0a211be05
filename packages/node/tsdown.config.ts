import { defineConfig } from 'tsdown'

export default defineConfig({
  entry: ['src/index.ts', 'src/disk.ts', 'src/grants.ts', 'src/overrides.ts'],
  format: 'esm',
  // The main entry runs at the edge as well; only `disk` knows a platform.
  platform: 'neutral',
  target: 'es2022',
  deps: { onlyBundle: [] },
  dts: true,
  sourcemap: true,
  fixedExtension: true,
})
