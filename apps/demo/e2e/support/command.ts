import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** The command as it runs inside this repository. */
export const SLUICE = fileURLToPath(
  new URL('../../../../packages/cli/bin/sluice.mjs', import.meta.url),
)

/** What a command answered. */
export interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Runs `sluice` to its end. Nobody answers its questions. */
export function sluice(
  args: readonly string[],
  options: { readonly url: string; readonly cwd: string },
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [SLUICE, ...args], {
      cwd: options.cwd,
      env: { ...process.env, SLUICE_URL: options.url, NO_COLOR: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let stdout = ''
    let stderr = ''
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
    child.once('error', reject)
    child.once('close', (code) => resolve({ code, stdout, stderr }))
  })
}
