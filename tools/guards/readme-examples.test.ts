import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join, posix } from 'node:path'
import { describe, expect, it } from 'vitest'
import { countMarkers, markedExamples, missingParagraph } from './readme-examples.ts'
import { root } from './repository-files.ts'

interface Manifest {
  readonly name: string
  readonly exports: Readonly<Record<string, string | Readonly<Record<string, string>>>>
}

const packages = readdirSync(join(root, 'packages')).map((name) => `packages/${name}`)

/** Path of an entry's source → the name under which it is imported. */
const entries = new Map(
  packages.flatMap((folder) => {
    const text = readFileSync(join(root, folder, 'package.json'), 'utf8')
    const { name, exports } = JSON.parse(text) as Manifest
    return Object.entries(exports).flatMap(([entry, target]) => {
      const source = typeof target === 'string' ? undefined : target['@sluice/source']
      return source === undefined
        ? []
        : [[posix.join(folder, source), posix.join(name, entry)] as const]
    })
  }),
)

const readmes = ['README.md', ...packages.map((folder) => `${folder}/README.md`)]
  .filter((path) => existsSync(join(root, path)))
  .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }))

const examples = readmes.flatMap(({ path, text }) =>
  markedExamples(text).map((example) => ({ readme: path, ...example })),
)

it.each(examples)('$readme shows what runs in $source', (example) => {
  expect(existsSync(join(root, example.source)), `${example.source} does not exist`).toBe(true)
  const text = readFileSync(join(root, example.source), 'utf8')
  expect(missingParagraph(example, text, entries)).toBeUndefined()
})

it.each(packages)('%s has a README, and a test that runs its example', (folder) => {
  expect(existsSync(join(root, folder, 'README.md'))).toBe(true)
  const tests = ['src/readme.test.ts', 'src/readme.test.tsx']
  expect(tests.filter((path) => existsSync(join(root, folder, path)))).not.toEqual([])
})

it.each(readmes)('$path marks nothing but a fenced block', ({ text }) => {
  expect(markedExamples(text)).toHaveLength(countMarkers(text))
})

describe('an example', () => {
  const readme = [
    'Text.',
    '',
    '<!-- example: packages/core/src/readme.test.ts -->',
    '',
    '```ts',
    "import { compile } from '@sluice/core'",
    '',
    'const answer = compile({ flags: 1, rules: 2 })',
    '```',
  ].join('\n')
  const [example] = markedExamples(readme)
  const source = (argument: string): string =>
    [
      "import { expect, it } from 'vitest'",
      "import { compile } from './index.ts'",
      "it('compiles', () => {",
      '  const answer = compile({',
      `    flags: ${argument},`,
      '    rules: 2,',
      '  })',
      '})',
    ].join('\n')

  it('may stand in a test deeper, on other lines and by a relative import', () => {
    expect(example).toBeDefined()
    expect(example && missingParagraph(example, source('1'), entries)).toBeUndefined()
  })

  it('may not say something else than the test', () => {
    expect(example && missingParagraph(example, source('3'), entries)).toMatch(/^const answer/)
  })

  it('is not found when its block is missing', () => {
    expect(markedExamples('<!-- example: a.test.ts -->\n\nText.')).toEqual([])
    expect(countMarkers('<!-- example: a.test.ts -->\n\nText.')).toBe(1)
  })
})
