import { defineConfig, type UserConfig } from 'tsdown'

const shared = {
  format: 'esm',
  platform: 'neutral',
  target: 'es2022',
  deps: { onlyBundle: [], neverBundle: [/^node:/, /^virtual:/] },
  dts: true,
  sourcemap: true,
  fixedExtension: true,
} satisfies UserConfig

export default defineConfig([
  {
    ...shared,
    entry: [
      'src/index.ts',
      'src/preset.ts',
      'src/preview.ts',
      'src/manifest.ts',
      'src/manifest-annotation.ts',
    ],
  },
  // The frame of Storybook has a React of its own, which knows elements by this call alone.
  {
    ...shared,
    entry: ['src/manager.tsx'],
    inputOptions: { transform: { jsx: { runtime: 'classic' } } },
    clean: false,
  },
])
