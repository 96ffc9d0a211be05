import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { root } from './repository-files.ts'

type Conditions = Readonly<Record<string, string>>

/** The files behind a private name of a package, its sources included. */
interface Chosen {
  readonly '@sluice/source': Conditions
}

interface Manifest {
  readonly name: string
  readonly version: string
  readonly description?: string
  readonly license?: string
  readonly type?: string
  readonly sideEffects?: boolean
  readonly files?: readonly string[]
  readonly exports: Readonly<Record<string, Conditions | string>>
  /** Private names, each for the file that fits where it runs. */
  readonly imports?: Readonly<Record<string, Chosen & Record<string, unknown>>>
  readonly publishConfig?: {
    readonly access?: string
    readonly imports?: Readonly<Record<string, Conditions>>
    readonly exports?: Readonly<Record<string, Conditions | string>>
  }
  readonly dependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
  readonly peerDependencies?: Readonly<Record<string, string>>
}

interface Workspace {
  readonly catalog: Readonly<Record<string, string>>
  readonly catalogs: Readonly<Record<string, Readonly<Record<string, string>>>>
}

function read(...path: string[]): string {
  return readFileSync(join(root, ...path), 'utf8')
}

function manifest(folder: string): Manifest {
  return JSON.parse(read(folder, 'package.json')) as Manifest
}

function folders(parent: string): string[] {
  return readdirSync(join(root, parent)).map((name) => `${parent}/${name}`)
}

const workspace = parse(read('pnpm-workspace.yaml')) as Workspace
const isRange = (specifier: string): boolean => /^(?:\^|>=)\d/.test(specifier)

describe.each(folders('packages'))('%s', (folder) => {
  const published = manifest(folder)

  it('is published as ECMAScript modules under MIT, with its licence and its README', () => {
    expect(published).toMatchObject({
      name: folder.replace('packages', '@sluice'),
      description: expect.any(String),
      license: 'MIT',
      type: 'module',
      sideEffects: false,
      files: ['dist', 'README.md', 'LICENSE'],
      publishConfig: { access: 'public' },
    })
    expect(read(folder, 'LICENSE')).toBe(read('LICENSE'))
  })

  it('offers the same entries packed as in the workspace, without the sources', () => {
    const packed = Object.entries(published.exports).map(([entry, target]) => {
      if (typeof target === 'string') return [entry, target]
      const { '@sluice/source': source, ...conditions } = target
      expect(source).toMatch(/^\.\/src\//)
      return [entry, conditions]
    })
    expect(published.publishConfig?.exports).toEqual(Object.fromEntries(packed))
  })

  it('chooses the same files packed as in the workspace, without the sources', () => {
    const packed = Object.entries(published.imports ?? {}).map(([name, target]) => {
      const { '@sluice/source': sources, ...conditions } = target
      for (const [condition, source] of Object.entries(sources)) {
        const built = source.replace('src', 'dist').replace(/\.ts$/, '.mjs')
        expect(conditions).toMatchObject({ [condition]: built })
      }
      return [name, conditions]
    })
    expect(published.publishConfig?.imports ?? {}).toEqual(Object.fromEntries(packed))
  })

  it('asks for ranges, so that an application installs one copy of a dependency', () => {
    for (const [name, specifier] of Object.entries(published.dependencies ?? {})) {
      const expected = name.startsWith('@sluice/') ? 'workspace:^' : 'catalog:public'
      expect(`${name}: ${specifier}`).toBe(`${name}: ${expected}`)
    }
    expect(Object.values(published.peerDependencies ?? {}).filter((s) => !isRange(s))).toEqual([])
  })
})

it('keeps ranges in the catalog of published dependencies, and exact versions in the other', () => {
  const isNoRange = (specifier: string): boolean => !isRange(specifier)
  expect(Object.values(workspace.catalogs['public'] ?? {}).filter(isNoRange)).toEqual([])
  expect(Object.values(workspace.catalog).filter((s) => !/^\d+\.\d+\.\d+(?:-|$)/.test(s))).toEqual(
    [],
  )
})

it('gives every published package the same version', () => {
  const versions = new Set(folders('packages').map((folder) => manifest(folder).version))
  expect([...versions]).toHaveLength(1)
})

it.each(['.', ...folders('packages'), ...folders('apps')])(
  'names every version in %s',
  (folder) => {
    const all = manifest(folder)
    const specifiers = Object.entries({
      ...all.dependencies,
      ...all.devDependencies,
      ...all.optionalDependencies,
      ...all.peerDependencies,
    })
    const loose = specifiers.filter(
      ([, s]) => !/^(?:workspace:[\^*]|catalog:|[\^~]?\d|>=\d)/.test(s),
    )
    expect(loose).toEqual([])
  },
)
