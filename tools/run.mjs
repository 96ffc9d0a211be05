// Installs, then runs one root script on the Node that the lockfile brings.
// The only file that runs on the host's own Node (20 or newer), so it has no dependency.
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { constants } from 'node:os'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const { packageManager } = JSON.parse(
  readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
)
const [task = 'start', ...rest] = process.argv.slice(2)

function pnpm(...args) {
  const result = spawnSync('npx', ['--yes', packageManager, ...args], {
    cwd: root,
    stdio: 'inherit',
  })
  if (result.error) throw result.error
  if (result.signal) process.exit(128 + constants.signals[result.signal])
  if (result.status !== 0) process.exit(result.status)
}

// A signal reaches the whole process group: the child decides when it is done.
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => {})

pnpm('install', '--frozen-lockfile')
pnpm('run', `${task}:inner`, ...rest)
