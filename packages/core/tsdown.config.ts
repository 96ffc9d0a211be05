import { defineConfig } from 'tsdown'

export default defineConfig({
  entry: [
    'src/index.ts',
    'src/reading.ts',
    'src/events.ts',
    'src/grants.ts',
    'src/schema.ts',
    'src/regex.ts',
  ],
  format: 'esm',
  platform: 'neutral',
  target: 'es2022',
  deps: { onlyBundle: [] },
  dts: true,
  sourcemap: true,
  fixedExtension: true,
})
