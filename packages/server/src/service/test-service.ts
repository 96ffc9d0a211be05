import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { silentLogger } from '../http/logger.ts'
import type { ServiceOptions } from './service-options.ts'
import { startService, type Service } from './start-service.ts'
import { BULK } from './test-app.ts'

/** A service on a free port, with what tests ask of it. */
export interface TestService extends Service {
  readonly dataDir: string
  /** Asks as the demo administrator. */
  admin(
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Response>
  /** Changes a flag of `development`. */
  patch(flag: string, change: object): Promise<number>
  /** Asks for all flags as the demo client. */
  bulk(context: object, headers?: Record<string, string>): Promise<Response>
}

/** An empty folder that goes with the test. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-test-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

/** Starts a service in development mode, which ends with the test. */
export async function startTestService(
  options: Partial<ServiceOptions> = {},
): Promise<TestService> {
  const dataDir = options.dataDir ?? (await temporaryFolder())
  const service = await startService({
    mode: 'development',
    port: 0,
    logger: silentLogger,
    ...options,
    // A busy machine holds up tests for seconds.
    limits: { blockedMs: 60_000, ...options.limits },
    dataDir,
  })
  onTestFinished(() => service.close())
  const admin: TestService['admin'] = (method, path, body, headers) =>
    fetch(`${service.url}${path}`, {
      method,
      headers: {
        Authorization: 'Bearer sluice_admin_demo',
        ...(body !== undefined && { 'Content-Type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
  return {
    ...service,
    dataDir,
    admin,
    async patch(flag, change) {
      const path = `/v1/environments/development/flags/${flag}`
      const answer = await admin('PATCH', path, change, {
        'Content-Type': 'application/merge-patch+json',
      })
      if (!answer.ok) throw new Error(await answer.text())
      return ((await answer.json()) as { version: number }).version
    },
    bulk: (context, headers) =>
      fetch(`${service.url}${BULK}`, {
        method: 'POST',
        headers: { Authorization: 'Bearer sluice_client_demo', ...headers },
        body: JSON.stringify({ context }),
      }),
  }
}
