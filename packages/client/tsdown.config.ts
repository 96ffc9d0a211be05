import { defineConfig, type UserConfig } from 'tsdown'

const shared = {
  format: 'esm',
  platform: 'neutral',
  target: 'es2022',
  sourcemap: true,
  fixedExtension: true,
  // Names that last, so that budgets can name what is loaded later.
  outputOptions: { chunkFileNames: '[name].mjs' },
} satisfies UserConfig

/** What a page loads when its first request has left. */
const LATER = 'start-sync'

export default defineConfig([
  {
    ...shared,
    entry: [
      'src/index.ts',
      'src/crashes.ts',
      'src/exposures.ts',
      'src/grants.ts',
      'src/inside.ts',
      'src/local.ts',
      'src/opt-out.ts',
      'src/scenarios.ts',
      'src/variants.ts',
      'src/vitals.ts',
    ],
    deps: { onlyBundle: [] },
    dts: true,
    plugins: [
      {
        name: 'built-apart',
        resolveId: (id) =>
          id === `./sync/${LATER}.ts` ? { id: `./${LATER}.mjs`, external: true } : undefined,
      },
    ],
  },
  // It brings copies of the little that it needs of the first load and of core. A file that both
  // imported would be one more for a page to fetch first, with all that either needs of it.
  {
    ...shared,
    entry: [`src/sync/${LATER}.ts`],
    deps: { alwaysBundle: [/^@sluice\/core/], onlyBundle: [] },
    dts: false,
    clean: false,
  },
  // The same, so that nothing of the first load is in a file that it shares with this.
  {
    ...shared,
    entry: ['src/former-keys.ts'],
    deps: { onlyBundle: [] },
    dts: true,
    clean: false,
  },
])
