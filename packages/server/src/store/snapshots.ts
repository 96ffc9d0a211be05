import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { sha256 } from '../audit/audit-entry.ts'
import { ROLES } from '../auth/principal.ts'
import type { CredentialEntry } from '../auth/credential-book.ts'
import type { PublishedEnvironment } from '../live/published-environment.ts'
import { readStored } from '../rulesets/stored-ruleset.ts'
import { makeFolder } from '@sluice/events/spool'
import { parseSettings } from './settings.ts'
import { writeAtomically } from '@sluice/events/spool'

/** What is needed to serve without a database. */
export interface Snapshot {
  readonly epoch: string
  readonly environments: readonly PublishedEnvironment[]
  readonly credentials: readonly CredentialEntry[]
  /** Files that could not be used, and why. */
  readonly damaged: readonly string[]
}

/** Writes what is served beside the database, so that it can be served without it. */
export interface SnapshotWriter {
  environment(environment: PublishedEnvironment): Promise<void>
  credentials(entries: readonly CredentialEntry[]): Promise<void>
}

/** Where the snapshots lie in a data folder. */
export const SNAPSHOT_FOLDER = 'snapshots'
const CREDENTIALS = 'credentials.json'

const principalSchema = z.union([
  z.strictObject({
    kind: z.enum(['client_key', 'server_key', 'ingest_key']),
    id: z.string(),
    name: z.string(),
    environment: z.string(),
  }),
  z.strictObject({
    kind: z.literal('token'),
    id: z.string(),
    name: z.string(),
    role: z.enum(ROLES),
  }),
])
const credentialsSchema = z.object({
  epoch: z.string(),
  entries: z.array(
    z.object({ publicId: z.string(), digest: z.string(), principal: principalSchema }),
  ),
})
const environmentSchema = z.object({
  epoch: z.string(),
  key: z.string(),
  settings: z.unknown(),
  ruleset: z.unknown(),
})

/** Writes snapshots into a data folder. Digests only: no credential can be made from them. */
export function createSnapshotWriter(dataDir: string, epoch: string): SnapshotWriter {
  const folder = join(dataDir, SNAPSHOT_FOLDER)
  makeFolder(folder)
  let tail: Promise<unknown> = Promise.resolve()
  // One after the other, so that an older content never lands on a newer one.
  const write = (name: string, content: object): Promise<void> => {
    const result = tail.then(async () => writeAtomically(join(folder, name), sealed(content)))
    tail = result.catch(() => undefined)
    return result
  }
  return {
    environment: async ({ key, settings, ruleset }) =>
      write(`environment.${key}.json`, { epoch, key, settings, ruleset }),
    credentials: async (entries) => write(CREDENTIALS, { epoch, entries }),
  }
}

/**
 * Reads the last snapshots of a data folder. Damaged files and files of another
 * epoch are left out and named.
 *
 * @returns `undefined` when there is nothing to serve
 */
export function readSnapshots(dataDir: string): Snapshot | undefined {
  const folder = join(dataDir, SNAPSHOT_FOLDER)
  const damaged: string[] = []
  const open = <T>(name: string, read: (content: unknown) => T): T | undefined => {
    try {
      return read(unsealed(readFileSync(join(folder, name), 'utf8')))
    } catch (error) {
      damaged.push(
        `${name}: ${error instanceof Error ? error.message.slice(0, 200) : 'unreadable'}`,
      )
      return undefined
    }
  }
  const credentials = open(CREDENTIALS, (content) => credentialsSchema.parse(content))
  if (credentials === undefined) return undefined
  const environments = readdirSync(folder)
    .filter((name) => name.startsWith('environment.') && name.endsWith('.json'))
    .map((name) => open(name, (content) => readEnvironment(content, credentials.epoch)))
    .filter((environment) => environment !== undefined)
  return { epoch: credentials.epoch, environments, credentials: credentials.entries, damaged }
}

function readEnvironment(content: unknown, epoch: string): PublishedEnvironment {
  const file = environmentSchema.parse(content)
  if (file.epoch !== epoch) throw new Error(`is of the epoch ${file.epoch}, not ${epoch}`)
  return {
    key: file.key,
    settings: parseSettings(file.settings),
    ruleset: readStored(file.ruleset).ruleset,
  }
}

// The first line is the checksum of the rest.
function sealed(content: object): string {
  const text = JSON.stringify(content)
  return `${sha256(text)}\n${text}`
}

function unsealed(file: string): unknown {
  const end = file.indexOf('\n')
  const text = file.slice(end + 1)
  if (sha256(text) !== file.slice(0, end)) throw new Error('the checksum does not fit the content')
  return JSON.parse(text)
}
