import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { stringify } from 'yaml'
import { linkedDependencies, linkedFromWorkspace } from './consumer.ts'

const ADDON = '@sluice/storybook-addon'

const FILES: Readonly<Record<string, string>> = {
  '.storybook/main.ts': `import type { StorybookConfig } from '@storybook/react-vite'

const config: StorybookConfig = {
  stories: ['../src/**/*.stories.tsx'],
  addons: [],
  framework: '@storybook/react-vite',
  core: { disableTelemetry: true },
}

export default config
`,
  'src/Checkout.tsx': `import { Gate } from '@sluice/react'

export function Checkout() {
  return (
    <Gate flag="new-checkout" fallback={<p>The checkout as it is</p>}>
      <p>The new checkout</p>
    </Gate>
  )
}
`,
  'src/Checkout.stories.tsx': `import { Checkout } from './Checkout'

export default { component: Checkout }

export const Plain = {}
`,
  'flags.yaml': `schemaVersion: 1
flags:
  new-checkout:
    title: Checkout on one page
`,
}

/**
 * Writes a Storybook as its generator lays it out, without the addon. What it depends on
 * is linked from this workspace: an install then asks no registry.
 */
export function writeStorybook(folder: string, tarballs: ReadonlyMap<string, string>): void {
  const ours = Object.fromEntries([...tarballs].map(([name, path]) => [name, `file:${path}`]))
  const manifest = {
    name: 'storybook-app',
    private: true,
    type: 'module',
    scripts: { 'build-storybook': 'storybook build --quiet' },
    dependencies: {
      ...linkedFromWorkspace(['react', 'react-dom']),
      '@sluice/react': ours['@sluice/react'],
    },
    devDependencies: linkedFromWorkspace(
      ['storybook', '@storybook/react-vite', 'vite'],
      'packages/storybook-addon',
    ),
  }
  const settings = {
    packages: [],
    pmOnFail: 'ignore',
    offline: true,
    overrides: { ...ours, ...linkedDependencies() },
  }
  const files = {
    ...FILES,
    'package.json': `${JSON.stringify(manifest, undefined, 2)}\n`,
    'pnpm-workspace.yaml': stringify(settings),
  }
  for (const name of ['.storybook', 'src']) mkdirSync(join(folder, name), { recursive: true })
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
}

/** Rewrites it with the factories of Storybook, and a preview that names the addon itself. */
export function writeFactories(folder: string): void {
  const files = {
    '.storybook/preview.ts': `import { definePreview } from '@storybook/react-vite'
import sluice from '${ADDON}'

export default definePreview({ addons: [sluice()] })
`,
    'src/Checkout.stories.tsx': `import preview from '../.storybook/preview'
import { Checkout } from './Checkout'

const meta = preview.meta({ component: Checkout })

export const Plain = meta.story()
`,
  }
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
}

/** Adds the addon as its README says: one dependency, and one line. */
export function addAddon(folder: string, tarballs: ReadonlyMap<string, string>): void {
  const path = join(folder, 'package.json')
  const manifest = JSON.parse(readFileSync(path, 'utf8')) as { devDependencies: object }
  const devDependencies = {
    ...manifest.devDependencies,
    [ADDON]: `file:${tarballs.get(ADDON) ?? 'no tarball'}`,
  }
  writeFileSync(path, `${JSON.stringify({ ...manifest, devDependencies }, undefined, 2)}\n`)
  const main = join(folder, '.storybook/main.ts')
  const text = readFileSync(main, 'utf8')
  writeFileSync(main, text.replace('addons: []', `addons: ['${ADDON}']`))
}
