import { spawn } from 'node:child_process'

/** A program that runs until it is disposed of. */
export interface Program extends AsyncDisposable {
  /** Settles when the output so far holds a text; fails when the program ends first. */
  prints(words: string): Promise<void>
  /** What it wrote to both outputs so far. */
  output(): string
}

/** Starts a program and gathers what it writes. */
export function startProgram(
  [command, ...args]: readonly [string, ...string[]],
  cwd: string,
  env: NodeJS.ProcessEnv,
): Program {
  const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  const ended = new Promise<string>((settle) => {
    child.once('error', ({ message }) => settle(message))
    child.once('close', (code) => settle(`exit code ${code}`))
  })
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (output += text))
  return {
    output: () => output,
    prints: (words) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          if (output.includes(words)) resolve()
        }
        for (const stream of [child.stdout, child.stderr]) stream.on('data', look)
        void ended.then((how) => reject(new Error(`It ended before it said "${words}": ${how}`)))
        look()
      }),
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL')
      await ended
    },
  }
}
