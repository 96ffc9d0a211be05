// `pnpm bench`: installs what is compared, builds the packages, and measures.
// Imports nothing that has to be installed first.
import { spawnSync } from 'node:child_process'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { pnpmCommand } from '../tools/pnpm.ts'

const here = fileURLToPath(new URL('.', import.meta.url))
const root = fileURLToPath(new URL('..', import.meta.url))
const env = {
  ...process.env,
  PATH: join(root, 'node_modules/.bin') + delimiter + (process.env['PATH'] ?? ''),
}

/** Runs a command to its end, and ends with it when it fails. What `quiet` ones say is shown only then. */
function run(command: readonly string[], cwd: string, how: 'quiet' | 'measure'): void {
  const [file = '', ...args] = command
  const isQuiet = how === 'quiet'
  const { status, error, stdout, stderr } = spawnSync(file, args, {
    cwd,
    env: isQuiet ? env : { ...env, NODE_ENV: 'production' },
    stdio: isQuiet ? 'pipe' : 'inherit',
  })
  if (error !== undefined) throw error
  if (status === 0) return
  if (isQuiet) console.error(`${stdout.toString()}${stderr.toString()}`)
  process.exit(status ?? 1)
}

const args = process.argv.slice(2)
console.error('Installing and building…')
run([...pnpmCommand(), 'install', '--frozen-lockfile'], here, 'quiet')
run([...pnpmCommand(), 'run', 'build'], root, 'quiet')
if (args.includes('--smoke')) run([join(here, 'node_modules/.bin/tsc'), '-p', here], here, 'quiet')
run([process.execPath, join(here, 'main.ts'), ...args], here, 'measure')
