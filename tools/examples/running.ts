import { spawn } from 'node:child_process'
import { once } from 'node:events'

const PATIENCE_MS = 60_000

const ends = new Set<() => Promise<void>>()

/** Ends everything that still runs. */
export async function endRunning(): Promise<void> {
  await Promise.all([...ends].map((end) => end()))
}

/** Something that serves on a port of this machine until it is ended. */
export interface Running extends AsyncDisposable {
  readonly url: string
  /** What it wrote so far, to both outputs. */
  log(): string
}

/** How something is started. */
export interface Start {
  readonly cwd: string
  readonly env: NodeJS.ProcessEnv
  readonly port: number
  /** An address that answers once it serves. */
  readonly probe: string
}

/**
 * Starts a command and waits until it serves.
 *
 * @throws Error with its output when it ends before, or takes longer than a minute
 */
export async function startRunning(
  [command, ...args]: readonly [command: string, ...args: string[]],
  { cwd, env, port, probe }: Start,
): Promise<Running> {
  const url = `http://127.0.0.1:${port}`
  // A group of its own, so that what it starts ends with it.
  const child = spawn(command, args, {
    cwd,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  let log = ''
  for (const output of [child.stdout, child.stderr])
    output.setEncoding('utf8').on('data', (text: string) => (log += text))
  const closed = once(child, 'close')
  const end = async (): Promise<void> => {
    ends.delete(end)
    if (child.pid !== undefined && child.exitCode === null && child.signalCode === null)
      process.kill(-child.pid, 'SIGKILL')
    await closed
  }
  ends.add(end)
  const deadline = Date.now() + PATIENCE_MS
  while (!(await answers(url + probe))) {
    if (child.exitCode === null && Date.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, 50))
      continue
    }
    await end()
    throw new Error(`${[command, ...args].join(' ')} does not serve ${probe}:\n${log}`)
  }
  return { url, log: () => log, [Symbol.asyncDispose]: end }
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url)).ok
  } catch {
    return false
  }
}
