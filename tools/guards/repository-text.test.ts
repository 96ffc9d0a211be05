import { expect, it } from 'vitest'
import { repositoryFiles } from './repository-files.ts'

const files = repositoryFiles()

/** Every line that matches, as `path:line`, so that a failure can be clicked. */
function linesWith(pattern: RegExp, isRead: (path: string) => boolean = () => true): string[] {
  return files
    .filter(({ path }) => isRead(path))
    .flatMap(({ path, text }) =>
      text.split('\n').flatMap((line, index) => (pattern.test(line) ? `${path}:${index + 1}` : [])),
    )
}

it('names no folder of the machine that it was written on', () => {
  // Split, so that this file does not match itself.
  const folders = ['work', 'root', 'home', 'Users', 'workspace', 'mnt'].join('|')
  expect(linesWith(new RegExp(`(?<![\\w.:~/-])/(?:${folders})/[\\w.-]`))).toEqual([])
})

it('names no package registry, so that a clone uses the one its machine is set up for', () => {
  const isConfiguration = (path: string): boolean =>
    /(?:^|\/)(?:\.npmrc|\.yarnrc.*|[^/]*\.(?:json|ya?ml|toml|lock))$/.test(path)
  expect(linesWith(/registry[.=:]|npmjs|npmmirror|jfrog|artifactory/i, isConfiguration)).toEqual([])
  expect(files.map(({ path }) => path).filter((path) => path.endsWith('.npmrc'))).toEqual([])
})

it('takes no package from an address', () => {
  const isLockfile = (path: string): boolean => path === 'pnpm-lock.yaml'
  expect(
    linesWith(/^(?!\s+deprecated:).*(?:https?:|git\+|git@[a-z]|ssh:|tarball:)/, isLockfile),
  ).toEqual([])
})

it('leaves no work for later without saying what it is', () => {
  expect(linesWith(/\b(?:TODO|FIXME|XXX)\b\s*:?\s*$/)).toEqual([])
})
