// Installs, then runs one root script on the Node that the lockfile brings.
// The only file that runs on the host's own Node (20 or newer), so it has no dependency.
import { spawn } from 'node:child_process'
import { readFileSync, writeSync } from 'node:fs'
import { constants } from 'node:os'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const { packageManager, scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
const [task = 'start', ...rest] = process.argv.slice(2)

const [major] = process.versions.node.split('.')
if (Number(major) < 20) {
  console.error(`Sluice needs Node 20 or newer to start, this is ${process.version}.`)
  process.exit(1)
}

// Asked before the install, which would leave out what development needs.
if (task === 'start' && process.env.NODE_ENV === 'production') {
  console.error(
    'NODE_ENV says production, and npm start is for development. Unset it first:  unset NODE_ENV',
  )
  process.exit(1)
}

// Asked of this, and not of what it would start.
if (task === 'start' && rest.some((word) => word === '--help' || word === '-h')) {
  console.log(`npm start: installs, then runs the gate service and the demo shop until Ctrl-C.

  SLUICE_PORT       port of the service and its console, 4600
  SLUICE_DEMO_PORT  port of the shop, 4601
  SLUICE_DATA_DIR   folder in which the service keeps what it has, .sluice-data

They are read from the environment:  SLUICE_PORT=5000 npm start`)
  process.exit(0)
}

if (task === 'start' && rest.length > 0) {
  console.error(
    `npm start takes no ${rest[0]}. Ports and the folder are set in the environment; npm start -- --help names them.`,
  )
  process.exit(2)
}

let child
let stopping = false
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    // At a terminal, Ctrl-C has already reached the whole group: twice would force an end.
    const reached = signal === 'SIGINT' && process.stdin.isTTY
    if (!stopping && !reached) child?.kill(signal)
    stopping = true
  })
}

/** Installs without a word, but for a line when that takes a while, and everything when it fails. */
async function install() {
  const args = ['--yes', packageManager, 'install', '--frozen-lockfile']
  const said = []
  const patience = setTimeout(() => console.error('Installing…'), 2_000)
  await run('npx', args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    onStart(started) {
      for (const output of [started.stdout, started.stderr]) {
        output.on('data', (chunk) => said.push(chunk))
      }
    },
    onFailure: () => writeSync(2, Buffer.concat(said)),
  })
  clearTimeout(patience)
}

/** Resolves when the command has ended well; otherwise this process ends as the command did. */
function run(command, args, { env = process.env, stdio = 'inherit', onStart, onFailure } = {}) {
  return new Promise((resolve) => {
    child = spawn(command, args, { cwd: root, stdio, env })
    onStart?.(child)
    child.on('error', (error) => {
      console.error(`Cannot run ${command}: ${error.message}`)
      process.exit(1)
    })
    // Not at its exit: the last of its output may come later.
    child.on('close', (code, signal) => {
      if (!stopping && (signal || code !== 0)) onFailure?.()
      if (signal) process.exit(128 + constants.signals[signal])
      if (code !== 0 || stopping) process.exit(code)
      resolve()
    })
  })
}

await install()

// Straight to the script, without pnpm in between: signals arrive, and its last line stays the last.
await run('/bin/sh', ['-c', `exec ${scripts[`${task}:inner`]} "$@"`, task, ...rest], {
  env: {
    ...process.env,
    PATH: join(root, 'node_modules/.bin') + delimiter + process.env.PATH,
  },
})
