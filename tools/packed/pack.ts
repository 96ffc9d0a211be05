import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { pnpmCommand } from '../pnpm.ts'
import { runCommand } from '../run-command.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

/**
 * Packs every public package as it would be published; they have to be built.
 *
 * @param folder - where the tarballs go
 * @returns the tarball's path by the package's name
 */
export async function pack(folder: string): Promise<ReadonlyMap<string, string>> {
  const command = [...pnpmCommand(), '-r', '--filter', './packages/*', 'pack'] as const
  const { code, output } = await runCommand([...command, '--pack-destination', folder], {
    cwd: root,
  })
  if (code !== 0) throw new Error(`Packing failed:\n${output}`)
  const files = readdirSync(folder).filter((file) => file.endsWith('.tgz'))
  return new Map(
    files.map((file) => [file.replace(/^sluice-(.*?)-\d.*$/, '@sluice/$1'), join(folder, file)]),
  )
}
