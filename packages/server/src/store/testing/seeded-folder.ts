import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { startTestService, temporaryFolder, type TestService } from '../../api/test-service.ts'

/** A data folder that a service has used and left. */
export interface SeededFolder {
  readonly dataDir: string
  /** Path of the database. */
  readonly database: string
  /** Credentials that the service knew. */
  readonly credentials: TestService['credentials']
  /** Runs statements on the database, behind the back of every service. */
  edit(...statements: readonly string[]): void
}

/** Makes a data folder with the environments `shop` and `other`, and the flags `a` and `b` in `shop`. */
export async function seedFolder(): Promise<SeededFolder> {
  const dataDir = temporaryFolder()
  const database = join(dataDir, 'sluice.db')
  const service = await startTestService({ dataDir })
  await createFlags(service, 'a', 'b')
  await service.close()
  return {
    dataDir,
    database,
    credentials: service.credentials,
    edit(...statements) {
      const opened = new DatabaseSync(database)
      for (const statement of statements) opened.exec(statement)
      opened.close()
    },
  }
}

/**
 * Adds flags to `shop`.
 *
 * @throws Error when the service refuses one
 */
export async function createFlags(service: TestService, ...keys: readonly string[]): Promise<void> {
  for (const key of keys) {
    const answer = await service.send('PATCH', `/v1/environments/shop/flags/${key}`, {
      body: {},
      headers: { 'If-None-Match': '*' },
    })
    if (answer.status !== 200) throw new Error(`flag ${key} was refused: ${await answer.text()}`)
  }
}
