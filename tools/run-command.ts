import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { constants } from 'node:os'

/** How a command ended, with what it wrote to both outputs, in the order written. */
export interface CommandResult {
  /** Exit code; 128 and the signal's number when a signal ended it, as shells count. */
  readonly code: number
  readonly output: string
}

/** Where a command runs, and whether its output is collected or goes straight to ours. */
export interface CommandOptions {
  readonly cwd: string
  readonly env?: NodeJS.ProcessEnv
  /** Default `collect`; `show` leaves {@link CommandResult.output} empty. */
  readonly output?: 'collect' | 'show'
}

const running = new Set<ChildProcess>()

/** Runs a command to its end. Rejects only when it cannot be started. */
export function runCommand(
  [command, ...args]: readonly [command: string, ...args: string[]],
  { cwd, env = process.env, output = 'collect' }: CommandOptions,
): Promise<CommandResult> {
  return new Promise((resolve, reject) => {
    const stdio = output === 'show' ? 'inherit' : (['ignore', 'pipe', 'pipe'] as const)
    const child = spawn(command, args, { cwd, env, stdio: stdio as 'inherit' })
    running.add(child)
    let written = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (chunk: string) => {
        written += chunk
      })
    }
    child.on('error', reject)
    child.on('close', (code, signal) => {
      running.delete(child)
      resolve({ code: code ?? 128 + constants.signals[signal ?? 'SIGTERM'], output: written })
    })
  })
}

/** Asks every command that still runs to end. */
export function stopCommands(signal: NodeJS.Signals = 'SIGTERM'): void {
  for (const child of running) child.kill(signal)
}
