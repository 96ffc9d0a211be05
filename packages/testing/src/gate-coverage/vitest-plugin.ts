import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Plugin, ViteUserConfig } from 'vitest/config'
import { findManifest, readManifest } from '../manifest/read-manifest.ts'
import { GateCoverageReporter, type GateCoverageOptions } from './reporter.ts'

/**
 * Sets up Vitest for tests of gates: the manifest in each test, the matchers, and
 * gate coverage at the end. Stands at the root; an inline project that extends the
 * root gets all of it.
 *
 * @throws SluiceError `MANIFEST_NOT_READ` when Vitest starts and there is no manifest to read
 * @example
 * export default defineConfig({ plugins: [react(), sluiceTesting({ failOnUntested: true })] })
 */
export function sluiceTesting(options: GateCoverageOptions = {}): Plugin {
  return {
    name: 'sluice-testing',
    async config({ root = process.cwd(), test }): Promise<ViteUserConfig> {
      const { manifest } = options
      const path = manifest === undefined ? await findManifest(root) : resolve(root, manifest)
      const { flags } = await readManifest(path)
      return {
        test: {
          setupFiles: [fileURLToPath(import.meta.resolve('@sluice/testing/vitest'))],
          provide: { sluiceManifest: { flags } },
          reporters: [
            // Naming one reporter takes away the one that Vitest has by itself.
            ...(test?.reporters === undefined ? ['default'] : []),
            new GateCoverageReporter({ ...options, manifest: path }),
          ],
        },
      }
    },
  }
}
