import { execFileSync } from 'node:child_process'
import { join, relative } from 'node:path'
import { expect, it } from 'vitest'
import { repositoryFiles, root } from './repository-files.ts'

it('runs every test file and story in exactly one project, and those of React with the oldest React too', () => {
  const vitest = join(root, 'node_modules/.bin/vitest')
  const output = execFileSync(vitest, ['list', '--filesOnly', '--json'], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const all = JSON.parse(output) as { file: string; projectName: string }[]
  const filesOf = (isWanted: (project: string) => boolean): string[] =>
    all.filter(({ projectName }) => isWanted(projectName)).map(({ file }) => relative(root, file))
  // Storybook lists its pages too, and tests nothing in them.
  const listed = filesOf((project) => project !== 'react-18').filter(
    (path) => !path.endsWith('.mdx'),
  )
  const written = repositoryFiles()
    .map(({ path }) => path)
    .filter((path) => /\.(?:test|stories)\.tsx?$/.test(path))
  expect(listed.toSorted()).toEqual(written.toSorted())
  const again = filesOf((project) => project === 'react-18')
  expect(again).toContain('packages/react/src/use-gate.test.tsx')
  expect(listed).toEqual(expect.arrayContaining(again))
})
