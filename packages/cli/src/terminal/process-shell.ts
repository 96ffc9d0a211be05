import { createInterface } from 'node:readline/promises'
import pc from 'picocolors'
import type { Shell } from '../shell.ts'
import { runProgram } from './run-program.ts'

/** Whether to use colours: only in a terminal, unless `NO_COLOR`, `TERM=dumb` or `--no-color` say otherwise. */
export function wantsColors(
  isTerminal: boolean,
  env: Shell['env'],
  argv: readonly string[],
): boolean {
  const refused =
    (env['NO_COLOR'] ?? '') !== '' || env['TERM'] === 'dumb' || argv.includes('--no-color')
  return isTerminal && !refused
}

/** The shell of this process. */
export function processShell(argv: readonly string[]): Shell {
  const { env, stdin, stdout, stderr } = process
  const { bold, dim, red, green, yellow, cyan } = pc.createColors(
    wantsColors(stdout.isTTY, env, argv),
  )
  return {
    cwd: process.cwd(),
    env,
    interactive: stdin.isTTY && stdout.isTTY,
    colors: { bold, dim, red, green, yellow, cyan },
    write: (text) => void stdout.write(text),
    note: (text) => void stderr.write(text),
    ask: async (question) => {
      const reader = createInterface({ input: stdin, output: stdout })
      const ended = new Promise<undefined>((settle) =>
        reader.once('close', () => settle(undefined)),
      )
      try {
        return await Promise.race([reader.question(question), ended])
      } finally {
        reader.close()
      }
    },
    fetch: globalThis.fetch,
    now: Date.now,
    sleep: (ms) => new Promise((settle) => setTimeout(settle, ms)),
    run: runProgram,
    stopped: () =>
      new Promise((settle) => {
        for (const signal of ['SIGINT', 'SIGTERM'] as const)
          process.once(signal, () => settle(signal))
      }),
  }
}
