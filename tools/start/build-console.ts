import { execFile } from 'node:child_process'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

/** Whatever makes the console another one. */
const SOURCES = ['src', 'index.html', 'vite.config.ts', 'precompress.ts', 'package.json'] as const

/**
 * Builds the console where the service looks for it, unless it is newer than its sources.
 *
 * @param root - of the workspace
 * @throws Error with what the build says
 */
export async function buildConsole(root: string): Promise<void> {
  const folder = join(root, 'apps/console')
  const built = join(root, 'packages/server/dist/console/index.html')
  const newest = Math.max(...SOURCES.map((name) => newestIn(join(folder, name))))
  if (existsSync(built) && statSync(built).mtimeMs > newest) return
  const vite = join(dirname(fileURLToPath(import.meta.resolve('vite/package.json'))), 'bin/vite.js')
  // In a process of its own, as a build makes NODE_ENV say production in the one it runs in.
  await promisify(execFile)(process.execPath, [vite, 'build', folder, '--logLevel', 'error'], {
    cwd: folder,
    // Otherwise what this process says decides which React is built in.
    env: { ...process.env, NODE_ENV: 'production' },
  })
}

/** When anything in a folder was changed last, in epoch milliseconds. */
function newestIn(path: string): number {
  const { mtimeMs } = statSync(path)
  if (!statSync(path).isDirectory()) return mtimeMs
  const inside = readdirSync(path).map((name) => newestIn(join(path, name)))
  return Math.max(mtimeMs, ...inside)
}
