import { defineConfig } from 'tsdown'

export default defineConfig({
  entry: ['src/index.ts'],
  format: 'esm',
  platform: 'neutral',
  target: 'es2022',
  deps: { onlyBundle: [] },
  // Hooks and providers run in the browser: a server component may import them only across this line.
  banner: { js: "'use client'" },
  dts: true,
  sourcemap: true,
  fixedExtension: true,
})
