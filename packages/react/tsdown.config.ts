import { defineConfig, type UserConfig } from 'tsdown'

const shared = {
  format: 'esm',
  platform: 'neutral',
  target: 'es2022',
  deps: { onlyBundle: [] },
  dts: true,
  sourcemap: true,
  fixedExtension: true,
} satisfies UserConfig

export default defineConfig([
  {
    ...shared,
    entry: [
      'src/index.ts',
      'src/root.ts',
      'src/overlay.ts',
      'src/opt-out.ts',
      // Whoever bundles an application chooses between them, by `imports` of package.json.
      'src/use-flag.ts',
      'src/use-flag.browser.ts',
    ],
    deps: { ...shared.deps, neverBundle: ['#use-flag'] },
    unbundle: true,
    // Hooks and providers run in the browser: a server component may import them only across this line.
    banner: { js: "'use client'" },
  },
  // Built apart, so that it shares no file with what runs in the browser: server components call it.
  { ...shared, entry: ['src/server/index.ts'], outDir: 'dist/server', clean: false },
])
