// `pnpm soak`: what `npm test` does a few times, done until it takes hours. Kills the event
// store, the whole service under load and its rollouts at every step, sends events again and again, and plays what may
// happen to the pages of a browser.
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const rounds = process.argv[2] ?? '500'

const node = [process.execPath, '--conditions=@sluice/source', '--no-warnings']
const runs: readonly (readonly string[])[] = [
  [...node, 'packages/events/src/testing/soak.ts', rounds],
  ['vitest', 'run', '--project', 'node', 'packages/server/src/intake/kill.test.ts'],
  // At every word with the database, the files and the network.
  ['vitest', 'run', '--project', 'node', 'packages/server/src/rollouts/kill.test.ts'],
  // Pages that die, networks that fail and databases that close: 200 seeds a round.
  ['vitest', 'run', '--project', 'node', 'packages/client/src/events/delivery'],
]
for (const [file = '', ...args] of runs) {
  const { status, error } = spawnSync(file, args, {
    cwd: root,
    stdio: 'inherit',
    env: {
      ...process.env,
      SLUICE_KILL_ROUNDS: rounds,
      SLUICE_RESENT_EVENTS: '100000',
      SLUICE_RUNS: `${Number(rounds) * 200}`,
    },
  })
  if (error !== undefined) throw error
  if (status !== 0) process.exitCode = 1
}
