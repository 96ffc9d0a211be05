import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'

const BINARY = fileURLToPath(new URL('../../bin/sluice.mjs', import.meta.url))

/** A `sluice` that runs as a process of its own. */
export interface Spawned {
  readonly child: ChildProcess
  readonly out: () => string
  readonly err: () => string
  /** Settles when the output so far holds a text; fails when the process ends first. */
  readonly prints: (text: string | RegExp) => Promise<void>
  /** The exit code; `null` when a signal ended it. */
  readonly ended: Promise<number | null>
}

/** Starts the real command; it is ended with the test. */
export function spawnSluice(
  argv: readonly string[],
  cwd: string,
  env: Record<string, string> = {},
): Spawned {
  const child = spawn(process.execPath, [BINARY, ...argv], {
    cwd,
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let out = ''
  let err = ''
  const ended = new Promise<number | null>((settle) => child.once('close', settle))
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString('utf8')))
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString('utf8')))
  onTestFinished(async () => {
    child.kill('SIGKILL')
    await ended
  })
  const prints = async (text: string | RegExp): Promise<void> => {
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const look = (): void => {
      const all = out + err
      if (typeof text === 'string' ? all.includes(text) : text.test(all)) resolve()
    }
    child.stdout.on('data', look)
    child.stderr.on('data', look)
    void ended.then((code) =>
      reject(new Error(`ended with ${code} before it printed ${text}:\n${out}${err}`)),
    )
    look()
    return promise
  }
  return { child, out: () => out, err: () => err, prints, ended }
}
