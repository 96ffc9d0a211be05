import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/**
 * Finds the built console: beside the built service, or, where the service runs from its sources,
 * where a build of the workspace puts it.
 *
 * @returns `undefined` when it was not built
 */
export function findConsole(): string | undefined {
  return ['./console/', '../../dist/console/']
    .map((path) => fileURLToPath(new URL(path, import.meta.url)))
    .find((folder) => existsSync(`${folder}index.html`))
}
