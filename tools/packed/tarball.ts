/** One file of a tarball. */
interface Entry {
  readonly path: string
  readonly text: string
}

/** What server components import of packages for the browser, and draw without looking into it. */
const FOR_THE_BROWSER: Readonly<Record<string, readonly string[]>> = {
  '@sluice/react': ['dist/index.mjs', 'dist/root.mjs'],
  '@sluice/devtools': ['dist/index.mjs', 'dist/production.mjs', 'dist/tanstack.mjs'],
}

/**
 * Tells what is wrong with what a package would publish.
 *
 * @param tar - the tarball, unzipped
 * @returns one sentence a fault; empty when all is well
 */
export function tarballFaults(tar: Buffer): string[] {
  const entries = readTar(tar)
  const paths = new Set(entries.map(({ path }) => path))
  const manifest = entries.find(({ path }) => path === 'package.json')?.text ?? '{}'
  return [
    ...['LICENSE', 'README.md', 'dist/index.mjs', 'dist/index.d.mts']
      .filter((path) => !paths.has(path))
      .map((path) => `${path} is missing.`),
    ...[...paths]
      .filter((path) => /\.test[.-]|^src\/|tsbuildinfo/.test(path))
      .map((path) => `${path} is of no use to anybody who installs the package.`),
    ...['workspace:', 'catalog:', '@sluice/source', 'link:']
      .filter((word) => withoutDevDependencies(manifest).includes(word))
      .map((word) => `package.json still says "${word}".`),
    ...directiveFaults(entries, manifest),
  ]
}

/** Nobody installs the devDependencies of a dependency. */
function withoutDevDependencies(manifest: string): string {
  const { devDependencies: _, ...rest } = JSON.parse(manifest) as Record<string, unknown>
  return JSON.stringify(rest)
}

function directiveFaults(entries: readonly Entry[], manifest: string): string[] {
  const { name, bin = {} } = JSON.parse(manifest) as { name?: string; bin?: Record<string, string> }
  const startOf = (path: string): string =>
    entries.find((entry) => entry.path === path.replace(/^\.\//, ''))?.text.slice(0, 40) ?? ''
  const faults = Object.values(bin)
    .filter((path) => !startOf(path).startsWith('#!/usr/bin/env node\n'))
    .map((path) => `${path} does not start with "#!/usr/bin/env node".`)
  const isClient = (path: string): boolean => /^['"]use client['"]/.test(startOf(path))
  for (const path of FOR_THE_BROWSER[name ?? ''] ?? [])
    if (!isClient(path)) faults.push(`${path} is not marked 'use client'.`)
  if (isClient('dist/server/index.mjs'))
    faults.push(`dist/server/index.mjs is marked 'use client', and server components call it.`)
  return faults
}

/** Reads the files of a tar archive: a header of 512 bytes, then the content in whole blocks. */
function readTar(tar: Buffer): Entry[] {
  const entries: Entry[] = []
  for (let offset = 0; offset + 512 <= tar.length && tar[offset] !== 0;) {
    const field = (start: number, length: number): string =>
      tar.toString('utf8', offset + start, offset + start + length).replace(/\0.*$/s, '')
    const size = Number.parseInt(field(124, 12), 8)
    const path = [field(345, 155), field(0, 100)].filter(Boolean).join('/')
    const text = tar.toString('utf8', offset + 512, offset + 512 + size)
    entries.push({ path: path.replace(/^package\//, ''), text })
    offset += 512 + Math.ceil(size / 512) * 512
  }
  return entries
}
