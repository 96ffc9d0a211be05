import { randomBytes } from 'node:crypto'
import type { Fault, JsonObject } from '@sluice/core'
import { faultAt } from '@sluice/core'
import { forceVariant, GRANT_LIMITS } from '@sluice/core/grants'
import { HttpError } from '../http/http-error.ts'
import type { LiveEnvironment } from '../live/live-environments.ts'
import type { By } from '../store/environments.ts'
import type { GrantRow } from '../store/grant-rows.ts'
import type { Store } from '../store/store.ts'
import type { Unit } from '../store/unit.ts'

/** A grant to make. */
export interface GrantOrder {
  readonly overrides: Readonly<Record<string, string>>
  readonly units?: Readonly<Record<string, string>> | undefined
  readonly origins?: readonly string[] | undefined
  readonly lifetimeMs: number
}

/** A grant that was made: its row, and the token that is shown this one time. */
export interface IssuedGrant {
  readonly row: GrantRow
  readonly token: string
}

/**
 * Refuses what a grant could not force anyway, so that whoever asks for it hears it now.
 *
 * @throws HttpError `GRANT_REFUSED`, status 422, with every fault
 */
export function checkOverrides(
  { compiled, key }: LiveEnvironment,
  overrides: GrantOrder['overrides'],
): void {
  const faults: Fault[] = Object.entries(overrides).flatMap(([flag, variant]) => {
    const outcome = forceVariant(compiled, flag, variant, (name) => compiled.has(name))
    return 'refusal' in outcome ? [faultAt(['overrides', flag], outcome.refusal)] : []
  })
  if (faults.length === 0) return
  throw new HttpError(
    'GRANT_REFUSED',
    `There is no such grant to be had in ${key}: ${faults.map(({ message }) => message).join(' ')}`,
    { status: 422, faults },
  )
}

/** Makes a grant. Its token is kept nowhere. */
export async function issueGrant(
  store: Store,
  unit: Unit,
  environment: string,
  order: GrantOrder,
  by: By,
): Promise<IssuedGrant> {
  const { overrides, units, origins, lifetimeMs } = order
  const id = randomBytes(9).toString('base64url')
  const expiresAt = unit.now + lifetimeMs
  const { book } = store.grants
  const token = book.write({
    environment,
    overrides,
    ...(units !== undefined && { units }),
    ...(origins !== undefined && { origins }),
    expiresAt,
    jti: id,
  })
  if (token.length > GRANT_LIMITS.tokenLength) {
    throw new HttpError(
      'GRANT_TOO_LARGE',
      `The token would have ${token.length} characters, and a link and a cookie take ${GRANT_LIMITS.tokenLength}. Force fewer flags with one grant.`,
      { status: 422 },
    )
  }
  const row: GrantRow = {
    id,
    environment,
    overrides: JSON.stringify(overrides),
    units: units === undefined ? null : JSON.stringify(Object.keys(units)),
    origins: origins === undefined ? null : JSON.stringify(origins),
    created_at: unit.now,
    created_by: JSON.stringify(by.actor),
    expires_at: expiresAt,
    revoked_at: null,
  }
  await unit.db.insertInto('grants').values(row).execute()
  await unit.audit({
    ...by,
    environment,
    action: 'grant.create',
    subject: id,
    before: null,
    after: summary(row),
  })
  unit.afterCommit(() => book.add({ id, environment, expiresAt }))
  return { row, token }
}

/** Ends a grant, at once and for good. */
export async function revokeGrant(store: Store, unit: Unit, row: GrantRow, by: By): Promise<void> {
  await unit.db
    .updateTable('grants')
    .set({ revoked_at: unit.now })
    .where('id', '=', row.id)
    .execute()
  await unit.audit({
    ...by,
    environment: row.environment,
    action: 'grant.revoke',
    subject: row.id,
    before: summary(row),
    after: null,
  })
  unit.afterCommit(() => store.grants.book.revoke(row.id))
}

/** Puts another signing key in place, which ends every grant of the service. */
export async function rotateGrantKey(store: Store, unit: Unit, by: By): Promise<void> {
  await unit.db
    .updateTable('grants')
    .set({ revoked_at: unit.now })
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', unit.now)
    .execute()
  await unit.audit({
    ...by,
    environment: null,
    action: 'grant.rotate-key',
    subject: null,
    before: null,
    after: null,
  })
  unit.afterCommit(() => store.grants.book.rotate())
}

// Who the person is stays out of a log that nothing is ever taken from.
function summary({ id, overrides, units, origins, expires_at }: GrantRow): JsonObject {
  return {
    id,
    overrides: JSON.parse(overrides) as JsonObject,
    ...(units !== null && { units: JSON.parse(units) as string[] }),
    ...(origins !== null && { origins: JSON.parse(origins) as string[] }),
    expiresAt: new Date(expires_at).toISOString(),
  }
}
