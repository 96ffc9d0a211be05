import { execFileSync } from 'node:child_process'
import { join, relative } from 'node:path'
import { expect, it } from 'vitest'
import { repositoryFiles, root } from './repository-files.ts'

it('runs every test file in exactly one project', () => {
  const vitest = join(root, 'node_modules/.bin/vitest')
  const output = execFileSync(vitest, ['list', '--filesOnly', '--json'], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const listed = (JSON.parse(output) as { file: string }[]).map(({ file }) => relative(root, file))
  const written = repositoryFiles()
    .map(({ path }) => path)
    .filter((path) => /\.test\.tsx?$/.test(path))
  expect(listed.toSorted()).toEqual(written.toSorted())
})
