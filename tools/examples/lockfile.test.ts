import { expect, it } from 'vitest'
import { unlockedPackages, withoutOurs } from './lockfile.ts'

const react = { resolution: { integrity: 'sha512-r' } }
const zustand = { resolution: { integrity: 'sha512-z' } }
const tarball = { resolution: { tarball: 'file:sluice-react-0.1.0.tgz' } }

const installed = {
  overrides: { '@sluice/react': 'file:sluice-react-0.1.0.tgz' },
  importers: {
    '.': {
      dependencies: {
        '@sluice/react': { specifier: 'file:sluice-react-0.1.0.tgz', version: 'x' },
        react: { specifier: '19.3.1', version: '19.3.1' },
      },
    },
  },
  packages: { '@sluice/react@file:x': tarball, 'react@19.3.1': react, 'zustand@5.1.0': zustand },
  snapshots: { '@sluice/react@file:x(react@19.3.1)': {}, 'react@19.3.1': {}, 'zustand@5.1.0': {} },
}

it('leaves our own packages out, and keeps what they depend on', () => {
  expect(withoutOurs(installed)).toEqual({
    importers: { '.': { dependencies: { react: { specifier: '19.3.1', version: '19.3.1' } } } },
    packages: { 'react@19.3.1': react, 'zustand@5.1.0': zustand },
    snapshots: { 'react@19.3.1': {}, 'zustand@5.1.0': {} },
  })
})

it('names what an install took that is not locked', () => {
  expect(unlockedPackages({ packages: { 'react@19.3.1': react } }, withoutOurs(installed))).toEqual(
    ['zustand@5.1.0 is not in the lockfile: run `pnpm lock:examples`.'],
  )
  expect(unlockedPackages(installed, withoutOurs(installed))).toEqual([])
})
