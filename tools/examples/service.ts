import { copyFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startRunning, type Running } from './running.ts'

const SLUICE = fileURLToPath(new URL('../../packages/cli/bin/sluice.mjs', import.meta.url))

/** A real service that holds the flags of an example. */
export interface ExampleService extends Running {
  /** Serves one variant of a flag to everybody, from now on. */
  serve(flag: string, variant: string): Promise<void>
}

/**
 * Starts the gate service of this repository with the flags of an example.
 *
 * @param flags - the example's `flags.yaml`
 * @param folder - for the service's own files
 */
export async function startService(
  flags: string,
  folder: string,
  port: number,
): Promise<ExampleService> {
  mkdirSync(folder, { recursive: true })
  copyFileSync(flags, join(folder, 'flags.yaml'))
  const args = ['serve', '--port', String(port), '--data-dir', 'data', '--watch', 'flags.yaml']
  const running = await startRunning([process.execPath, SLUICE, ...args], {
    cwd: folder,
    env: { ...process.env, NODE_ENV: 'development' },
    port,
    probe: '/health/ready',
  })
  return {
    ...running,
    async serve(flag, variant) {
      const answer = await fetch(`${running.url}/v1/environments/development/flags/${flag}`, {
        method: 'PATCH',
        headers: {
          Authorization: 'Bearer sluice_admin_demo',
          'Content-Type': 'application/merge-patch+json',
        },
        body: JSON.stringify({ rules: [{ id: 'everybody', serve: { variant } }] }),
      })
      if (!answer.ok) throw new Error(`Changing ${flag} failed: ${await answer.text()}`)
    },
  }
}
