import { sluiceTesting } from '@sluice/testing/coverage'
import { defineConfig, type ViteUserConfig } from 'vitest/config'

const conditions = ['@sluice/source', 'module', 'browser', 'node', 'development']

const config: ViteUserConfig = defineConfig({
  root: import.meta.dirname,
  plugins: [
    sluiceTesting({
      failOnUntested: true,
      evidence: process.env['EVIDENCE'] ?? 'none',
      checks: process.env['CHECKS'] ?? 'none.json',
      output: process.env['OUTPUT'] ?? 'node_modules/.cache/gates.json',
      manifest: process.env['MANIFEST'] ?? 'flags.yaml',
    }),
  ],
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: { environment: 'happy-dom', include: ['*.spec.tsx'] },
})

export default config
