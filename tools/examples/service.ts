import { copyFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startRunning, type Running } from './running.ts'

const SLUICE = fileURLToPath(new URL('../../packages/cli/bin/sluice.mjs', import.meta.url))

/** A real service that holds the flags of an example. */
export interface ExampleService extends Running {
  /** Serves one variant of a flag to everybody, from now on. */
  serve(flag: string, variant: string): Promise<void>
  /** Issues a grant for one variant of a flag. @returns its token */
  grant(flag: string, variant: string): Promise<string>
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
  const ask = async (method: string, path: string, type: string, body: object) => {
    const answer = await fetch(running.url + path, {
      method,
      headers: { Authorization: 'Bearer sluice_admin_demo', 'Content-Type': type },
      body: JSON.stringify(body),
    })
    const text = await answer.text()
    if (!answer.ok) throw new Error(`${method} ${path} failed: ${text}`)
    return JSON.parse(text) as unknown
  }
  return {
    ...running,
    async serve(flag, variant) {
      const rules = [{ id: 'everybody', serve: { variant } }]
      const path = `/v1/environments/development/flags/${flag}`
      await ask('PATCH', path, 'application/merge-patch+json', { rules })
    },
    async grant(flag, variant) {
      const order = { environment: 'development', overrides: { [flag]: variant } }
      const { token } = (await ask('POST', '/v1/grants', 'application/json', order)) as {
        readonly token: string
      }
      return token
    },
  }
}
