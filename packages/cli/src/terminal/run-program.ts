import { spawn } from 'node:child_process'
import type { ProgramEnd } from '../shell.ts'

/** Runs a program in a folder, and gathers what it writes. */
export async function runProgram(
  [command = '', ...args]: readonly string[],
  folder: string,
  stop?: AbortSignal,
): Promise<ProgramEnd> {
  return new Promise((settle) => {
    const child = spawn(command, args, {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      signal: stop,
      // Package managers are scripts there, which only a shell starts.
      shell: process.platform === 'win32',
    })
    let output = ''
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => (output += text))
    child.once('error', ({ message }) => {
      // One that was told to stop still has its end before it.
      if (child.pid === undefined) settle({ code: undefined, output: message })
    })
    child.once('close', (code) => settle({ code: code ?? undefined, output }))
  })
}
