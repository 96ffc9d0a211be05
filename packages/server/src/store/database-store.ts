import { re2Engine } from '@sluice/core/regex'
import { join } from 'node:path'
import { checkRulesets } from '../audit/check-rulesets.ts'
import { checkAtStart } from '../audit/check-at-start.ts'
import { openSigningKey } from '../audit/signing-key.ts'
import { verifyChain } from '../audit/verify-chain.ts'
import type { AuditFault } from '../audit/verify.ts'
import { createCredentialBook, type CredentialEntry } from '../auth/credential-book.ts'
import { openFloods } from './flood-rows.ts'
import { openGrants } from './open-grants.ts'
import { createLiveEnvironments, type LiveEnvironments } from '../live/live-environments.ts'
import type { StoredRuleset } from '../rulesets/stored-ruleset.ts'
import { activeCredentials } from './credential-rows.ts'
import type { OpenDatabase } from './database.ts'
import { createDatabaseRetry } from './database-retry.ts'
import { loadEnvironments } from './load.ts'
import { openEpoch } from './meta.ts'
import { auditHeadPath, type StoreOptions } from './store-options.ts'
import { beginEpoch, wentBack } from './restore.ts'
import { createDiskReserve } from './disk-reserve.ts'
import { createSnapshotWriter, type Snapshot, type SnapshotWriter } from './snapshots.ts'
import { storeErrorOf } from './store-error.ts'
import type { Store } from './store.ts'
import { createWriter } from './writer.ts'

const RESERVE_BYTES = 8 * 1024 * 1024

type Options = StoreOptions & { readonly now: () => number }

/** Makes the store of an open database: checks the audit log, loads what is served. */
export async function createDatabaseStore(
  options: Options,
  database: OpenDatabase,
  snapshot: Snapshot | undefined,
  release: () => void,
): Promise<Store> {
  try {
    return await create(options, database, snapshot, release)
  } catch (error) {
    await database.close()
    throw error
  }
}

async function create(
  options: Options,
  database: OpenDatabase,
  snapshot: Snapshot | undefined,
  release: () => void,
): Promise<Store> {
  const { dataDir, logger, now } = options
  const { db } = database
  const headPath = auditHeadPath(options)
  const key = openSigningKey(options.auditKeyPath ?? join(dataDir, 'audit-key.pem'), now())
  if (key.keptPublicKey !== undefined) {
    logger.error(
      { keptPublicKey: key.keptPublicKey },
      'the key of the audit log is not the one of the last start; what was signed before does not verify with it. Put the old key back, or keep its public half',
    )
  }
  const isNew = (await db.selectFrom('meta').select('name').executeTakeFirst()) === undefined
  let epoch = await openEpoch(db)
  let auditFault: AuditFault | undefined
  let chainFault: AuditFault | undefined
  // A head that does not fit is evidence: it stays where it is until somebody says that the data was restored.
  const atStart =
    options.restored === true
      ? undefined
      : await checkAtStart({ db, key, headPath, now: now(), isNew })
  const report = (fault: AuditFault | undefined) => {
    auditFault = atStart?.fault ?? fault
    if (auditFault !== undefined) logger.error({ ...auditFault }, 'the audit log does not verify')
  }
  const reportChain = (fault: AuditFault | undefined) => {
    chainFault = fault
    if (fault !== undefined)
      logger.error({ ...fault }, 'a change was refused: the audit log is not as it was left')
  }
  report(await checkRulesets(db))
  const reserve = createDiskReserve({
    dataDir,
    logger,
    bytes: options.reserveBytes ?? RESERVE_BYTES,
  })
  const retry = createDatabaseRetry(() => writer, reserve)
  const writer = createWriter({
    db,
    key,
    headPath,
    now,
    logger,
    isInPlace: () => database.isInPlace(),
    end: atStart?.end,
    mayMoveHead: () => atStart?.fault === undefined,
    onChain: reportChain,
    makeRoom() {
      const hadRoom = reserve.giveUp()
      if (hadRoom) retry.reserveSpent()
      return hadRoom
    },
    onOutcome: (error) => retry.outcome(error),
  })
  if (options.restored === true) {
    epoch = await beginEpoch(writer, epoch, 'restored from a backup')
  } else if (await wentBack(db, epoch, snapshot)) {
    logger.error(
      { epoch },
      'the database is older than what was served from it; a new epoch begins',
    )
    epoch = await beginEpoch(writer, epoch, 'the database is older than what was served from it', {
      withoutEntry: atStart?.fault !== undefined,
    })
  }
  const live = createLiveEnvironments(epoch, re2Engine)
  const held = new Map<string, StoredRuleset>()
  const unreadable = await loadEnvironments({ db, live, held, snapshot, logger })
  // The next version is made of what is served, and is readable again.
  const isReadable = (): boolean => unreadable.every((key) => held.has(key))
  const credentials = createCredentialBook()
  const entries = await activeCredentials(db)
  for (const entry of entries) credentials.add(entry)
  const grants = await openGrants({ db, dataDir, epoch, writer, now, logger })
  const floods = await openFloods({ db, writer, now, logger })
  const snapshots = createSnapshotWriter(dataDir, epoch)
  const source = { read: readerOf(database), key, headPath }
  const stop = new AbortController()
  const background = Promise.all([
    reserve.fill().then(() => reserve.isMissing && retry.reserveSpent()),
    refresh(snapshots, live, entries),
    verifyChain(source, stop.signal).then(
      async ({ fault }) =>
        stop.signal.aborted || report(fault ?? (await source.read(checkRulesets))),
    ),
  ]).catch((err: unknown) => logger.error({ err }, 'what follows the start could not be done'))
  return {
    epoch,
    live,
    held,
    credentials,
    grants,
    floods,
    snapshots,
    auditPublicKey: key.publicKeyPem,
    read: source.read,
    write: async (work) => writer.write(work),
    async verifyAudit() {
      const found = await verifyChain(source)
      const fault = found.fault ?? (await source.read(checkRulesets))
      report(fault)
      return fault === undefined ? found : { ...found, whole: false, fault }
    },
    health() {
      const fault = auditFault ?? chainFault
      const cause = database.isInPlace() ? retry.failure : 'its file was moved or deleted'
      return {
        database: cause === undefined ? 'ok' : 'unavailable',
        ...(cause === undefined ? {} : { cause }),
        ...(fault === undefined ? {} : { auditFault: fault }),
        quarantinedFlags: quarantinedIn(held),
        ...(isReadable() ? {} : { unreadableRulesets: true }),
        ...(reserve.isMissing ? { reserveMissing: true } : {}),
      }
    },
    async close() {
      stop.abort()
      retry.stop()
      await background
      await writer.idle()
      await database.close()
      release()
    },
  }
}

function readerOf({ db }: OpenDatabase): Store['read'] {
  return async (query) => {
    try {
      return await query(db)
    } catch (error) {
      throw storeErrorOf(error)
    }
  }
}

// After an update of the service the files may be in an older form, or missing.
async function refresh(
  snapshots: SnapshotWriter,
  live: LiveEnvironments,
  entries: readonly CredentialEntry[],
): Promise<void> {
  await snapshots.credentials(entries)
  for (const key of live.keys()) {
    const environment = live.get(key)
    if (environment !== undefined) await snapshots.environment(environment)
  }
}

function quarantinedIn(held: ReadonlyMap<string, StoredRuleset>): number {
  let count = 0
  for (const { quarantined } of held.values()) count += Object.keys(quarantined).length
  return count
}
