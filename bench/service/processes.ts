import type { ChildProcess } from 'node:child_process'
import { execFileSync, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

/** A server in a process of its own, which listens. */
export interface ServerProcess extends AsyncDisposable {
  readonly url: string
  /** Tells the bare handler what to do. Resolves when it has understood. */
  tell(message: object): Promise<void>
  /** Memory that is resident, KiB. */
  residentKiB(): number
}

/** Starts the gate service on a prepared folder. Resolves when it listens. */
export const startSluice = (dataDir: string): Promise<ServerProcess> =>
  start('../service/sluice.mjs', [dataDir])

/** Starts the bare `node:http` handler. Resolves when it listens. */
export const startBare = (): Promise<ServerProcess> => start('../service/bare.mjs', [])

async function start(file: string, args: readonly string[]): Promise<ServerProcess> {
  const child = fork(fileURLToPath(new URL(file, import.meta.url)), args, {
    env: { ...process.env, NODE_ENV: 'production' },
    execArgv: [],
    // Logs are written, as they would be, and read by nobody.
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const [message] = (await Promise.race([once(child, 'message'), failed(child)])) as [
    { readonly url: string },
  ]
  return {
    url: message.url,
    async tell(what) {
      const answered = once(child, 'message')
      child.send(what)
      await answered
    },
    residentKiB: () =>
      Number(execFileSync('ps', ['-o', 'rss=', '-p', String(child.pid)], { encoding: 'utf8' })),
    async [Symbol.asyncDispose]() {
      if (child.exitCode !== null) return
      const exited = once(child, 'exit')
      child.kill('SIGKILL')
      await exited
    },
  }
}

async function failed(child: ChildProcess): Promise<never> {
  const [code] = (await once(child, 'exit')) as [number | null]
  throw new Error(`A server ended with code ${code} before it listened.`)
}
