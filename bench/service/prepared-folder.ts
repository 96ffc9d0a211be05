import { startService } from '@sluice/server'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A data folder with one environment, and the credentials that were made for it. */
export interface PreparedFolder extends Disposable {
  readonly dataDir: string
  readonly clientKey: string
  readonly adminToken: string
}

/** The environment of every folder here. */
export const ENVIRONMENT = 'bench'

const logger = { debug() {}, info() {}, warn() {}, error() {} }

/**
 * Prepares a data folder as somebody would who runs the service in production.
 *
 * @param allowedOrigins - of pages that may ask
 */
export async function prepareFolder(
  document: unknown,
  allowedOrigins: readonly string[] = [],
): Promise<PreparedFolder> {
  const dataDir = mkdtempSync(join(tmpdir(), 'sluice-bench-'))
  let adminToken = ''
  const service = await startService({
    dataDir,
    mode: 'production',
    port: 0,
    logger,
    seed: { environment: ENVIRONMENT, document },
    onFirstAdmin: (token) => (adminToken = token),
  })
  const api = async (method: string, path: string, body: object): Promise<unknown> => {
    const answer = await fetch(`${service.url}/v1/environments/${ENVIRONMENT}${path}`, {
      method,
      headers: { Authorization: `Bearer ${adminToken}`, 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    })
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`)
    return answer.json()
  }
  const key = (await api('POST', '/keys', { kind: 'client', name: 'bench' })) as { secret: string }
  if (allowedOrigins.length > 0) await api('PATCH', '', { settings: { allowedOrigins } })
  await service.close()
  return {
    dataDir,
    adminToken,
    clientKey: key.secret,
    [Symbol.dispose]: () => rmSync(dataDir, { recursive: true, force: true }),
  }
}
