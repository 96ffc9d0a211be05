// What `npm test` runs. Stops at the first step that fails and names it.
// With arguments it runs only the tests, and hands the arguments to Vitest.
import { constants } from 'node:os'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { pnpmCommand } from './pnpm.ts'
import type { CommandResult } from './run-command.ts'
import { runCommand, stopCommands } from './run-command.ts'

interface Step {
  readonly name: string
  readonly command: readonly [command: string, ...args: string[]]
}

const root = fileURLToPath(new URL('..', import.meta.url))
const env = {
  ...process.env,
  PATH: join(root, 'node_modules/.bin') + delimiter + (process.env['PATH'] ?? ''),
}

/** Steps of one group do not need each other, so they share the machine's cores. */
const groups: readonly (readonly Step[])[] = [
  [
    { name: 'lockfile', command: ['node', 'tools/check-lockfile.ts'] },
    { name: 'format', command: ['oxfmt', '--check'] },
    { name: 'types', command: ['tsc', '-b'] },
    { name: 'lint', command: ['oxlint', '--type-aware', '--deny-warnings'] },
  ],
  [
    {
      name: 'build',
      command: [...pnpmCommand(), '-r', '--filter', './packages/*', 'run', 'build'],
    },
  ],
  [
    { name: 'packages', command: ['node', 'tools/check-packages.ts'] },
    { name: 'sizes', command: ['node', 'tools/print-sizes.ts'] },
    { name: 'unused', command: ['knip'] },
  ],
  [{ name: 'examples', command: ['node', 'tools/check-examples.ts'] }],
]

/** Steps whose output is worth reading when they pass. */
const talkative: ReadonlySet<string> = new Set(['lockfile', 'packages', 'sizes', 'examples'])

async function runStep({ name, command }: Step): Promise<CommandResult & { heading: string }> {
  const startedAt = performance.now()
  const result = await runCommand(command, { cwd: root, env })
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
  return { ...result, heading: `${result.code === 0 ? '✓' : '✗'} ${name} (${seconds} s)` }
}

/** Runs the steps of a group at once and reports them in their order. */
async function runGroup(steps: readonly Step[]): Promise<void> {
  const results = steps.map((step) => runStep(step))
  for (const [index, { name }] of steps.entries()) {
    const { code, output, heading } = (await results[index]) ?? { code: 1, output: '', heading: '' }
    console.log(heading)
    if (code !== 0 || talkative.has(name)) console.log(indent(output))
    if (code === 0) continue
    exitIfStopped()
    console.log(`\nfailed: ${name} (exit code ${code})`)
    stopCommands()
    process.exit(code)
  }
}

function indent(text: string): string {
  return text.trim().replaceAll(/^(?=.)/gm, '  ')
}

// A signal ends what runs, and then this run.
let stoppedBy: NodeJS.Signals | undefined
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => {
    stoppedBy = signal
    stopCommands(signal)
  })
}

function exitIfStopped(): void {
  if (stoppedBy !== undefined) process.exit(128 + constants.signals[stoppedBy])
}

const testArguments = process.argv.slice(2)
if (testArguments.length === 0) {
  for (const steps of groups) {
    await runGroup(steps)
    exitIfStopped()
  }
  console.log('✓ everything but the tests, which follow')
}
const { code } = await runCommand(['vitest', 'run', ...testArguments], {
  cwd: root,
  env,
  output: 'show',
})
exitIfStopped()
process.exitCode = code
