import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join, posix } from 'node:path'
import { expect, it } from 'vitest'
import { repositoryFiles, root } from './repository-files.ts'

interface ProjectConfig {
  readonly files?: readonly string[]
}

interface References {
  readonly references?: readonly { readonly path: string }[]
}

/**
 * Checked against the packed packages instead, as somebody who installs them would,
 * and by `pnpm bench --smoke`, which installs what the bench compares.
 */
const checkedElsewhere = /^(?:tools\/packed\/types\.ts$|examples\/|bench\/)/

/** Every project that `tsc -b` reaches from a folder, that folder's own first. */
function projectsFrom(folder: string): string[] {
  const text = readFileSync(join(root, folder, 'tsconfig.json'), 'utf8')
  const { references = [] } = JSON.parse(text) as References
  const referenced = references.map(({ path }) => posix.join(folder, path))
  return [folder, ...referenced.flatMap(projectsFrom)]
}

function filesOf(project: string): string[] {
  const tsc = join(root, 'node_modules/.bin/tsc')
  const output = execFileSync(tsc, ['-p', join(root, project), '--showConfig'], {
    encoding: 'utf8',
  })
  const { files = [] } = JSON.parse(output) as ProjectConfig
  return files.map((file) => posix.join(project, file))
}

it('type-checks every TypeScript file, type tests and configurations included', () => {
  const projects = [...new Set(projectsFrom('.'))].filter((project) => project !== '.')
  const checked = new Set(projects.flatMap(filesOf))
  const unchecked = repositoryFiles()
    .map(({ path }) => path)
    .filter((path) => /\.tsx?$/.test(path))
    .filter((path) => !checked.has(path) && !checkedElsewhere.test(path))
  expect(unchecked).toEqual([])
})
