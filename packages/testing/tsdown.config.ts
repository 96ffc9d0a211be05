import { defineConfig } from 'tsdown'

export default defineConfig({
  entry: [
    'src/index.ts',
    'src/react.ts',
    'src/msw.ts',
    'src/vitest.ts',
    'src/jest.ts',
    'src/playwright.ts',
    'src/coverage.ts',
  ],
  format: 'esm',
  platform: 'neutral',
  target: 'es2022',
  deps: { onlyBundle: [], neverBundle: [/^node:/] },
  dts: true,
  sourcemap: true,
  fixedExtension: true,
})
