import { defineConfig, type UserConfig } from 'tsdown'
import { bundledLicenses } from '../../tools/bundled-licenses.ts'

// Read from hundreds of files, these take longer to load than everything else together.
const BUNDLED = [/^kysely($|\/)/, /^hono($|\/)/, /^@hono\/node-server($|\/)/]

const shared: UserConfig = {
  entry: ['src/index.ts'],
  format: 'esm',
  platform: 'node',
  fixedExtension: true,
}

export default defineConfig([
  {
    ...shared,
    deps: { alwaysBundle: BUNDLED, onlyBundle: BUNDLED },
    dts: false,
    sourcemap: true,
    plugins: [bundledLicenses],
  },
  // Types are read from the packages themselves, which stay dependencies for that.
  { ...shared, deps: { onlyBundle: [] }, dts: { emitDtsOnly: true }, clean: false },
])
