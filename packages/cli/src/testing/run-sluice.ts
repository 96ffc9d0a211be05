import { run } from '../run.ts'
import type { ExitCode } from '../exit-codes.ts'
import type { Shell } from '../shell.ts'
import { noColors } from '../terminal/no-colors.ts'

/** What a run of the command left behind. */
export interface Ran {
  readonly exit: ExitCode
  readonly out: string
  readonly err: string
  /** The one document of `--json`. */
  readonly json: () => ReturnType<typeof JSON.parse>
}

/** A shell without a person, a network of its own or colours, unless given. */
export interface RunOptions extends Partial<Omit<Shell, 'write' | 'note' | 'ask'>> {
  /** What a person answers, one after the other; makes the shell interactive. */
  readonly answers?: readonly (string | (() => Promise<string>))[]
}

/** Runs `sluice` in this process, through its public door. */
export async function runSluice(argv: readonly string[], options: RunOptions = {}): Promise<Ran> {
  let out = ''
  let err = ''
  const answers = [...(options.answers ?? [])]
  const shell: Shell = {
    cwd: '/',
    env: {},
    interactive: options.answers !== undefined,
    colors: noColors,
    fetch: globalThis.fetch,
    now: Date.now,
    run: async () => Promise.resolve({ code: undefined, output: '' }),
    sleep: async (ms) => new Promise((settle) => setTimeout(settle, ms)),
    stopped: async () => new Promise(() => {}),
    ...options,
    write: (text) => void (out += text),
    note: (text) => void (err += text),
    ask: async (question) => {
      out += question
      const answer = answers.shift()
      return typeof answer === 'function' ? answer() : answer
    },
  }
  const exit = await run(argv, shell)
  return { exit, out, err, json: () => JSON.parse(out) as unknown }
}
