import { defineConfig } from 'tsdown'
import { bundledLicenses } from '../../tools/bundled-licenses.ts'

// Read from dozens of files, it takes longer to load than a command takes to run.
const BUNDLED = [/^yaml($|\/)/]

export default defineConfig({
  entry: ['src/index.ts', 'src/main.ts'],
  format: 'esm',
  platform: 'node',
  deps: { alwaysBundle: BUNDLED, onlyBundle: BUNDLED },
  dts: { entry: 'src/index.ts' },
  sourcemap: true,
  fixedExtension: true,
  plugins: [bundledLicenses],
})
