import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { onTestFinished } from 'vitest'

/** A service in a process of its own. */
export interface KillableService {
  readonly url: string
  /** SIGKILL, and waits until it is gone. */
  kill(): Promise<void>
}

/** Starts a service on a data folder; it ends with the test. */
export async function startKillable(dataDir: string): Promise<KillableService> {
  const child = fork(new URL('./service-process.ts', import.meta.url), [dataDir], {
    execArgv: ['--conditions=@sluice/source', '--no-warnings'],
  })
  const kill = async (): Promise<void> => end(child)
  onTestFinished(kill)
  const [message] = (await Promise.race([once(child, 'message'), ended(child)])) as [
    { readonly url: string },
  ]
  return { url: message.url, kill }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null && child.kill('SIGKILL')) {
    await once(child, 'exit')
  }
}

async function ended(child: ChildProcess): Promise<never> {
  const [code] = (await once(child, 'exit')) as [number | null]
  throw new Error(`The service ended with ${code} before it listened.`)
}
