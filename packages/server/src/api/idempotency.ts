import type { Context } from 'hono'
import type { Kysely, Transaction } from 'kysely'
import { canonicalJson, sha256 } from '../audit/audit-entry.ts'
import type { Principal } from '../auth/principal.ts'
import { HttpError } from '../http/http-error.ts'
import type { Store } from '../store/store.ts'
import type { Tables } from '../store/tables.ts'
import type { Unit } from '../store/unit.ts'
import { answer } from './answer.ts'

/** How long an answer is kept for a repeated request. */
const KEPT_MS = 24 * 60 * 60 * 1000
const REMEMBERED = 1_000

/** What a POST answers. */
export interface Outcome {
  readonly status: number
  readonly body: object
  readonly headers?: Readonly<Record<string, string>>
  /** Members of the body that are shown once and never stored. */
  readonly secret?: Readonly<Record<string, string>>
}

/** A POST that may come again. */
export interface Repeatable {
  readonly principal: Principal | undefined
  readonly key: string | undefined
  /** Method and path. */
  readonly target: string
  readonly body: unknown
}

/** Reads from a request what it is known by when it comes again. */
export function repeatable({ c, principal, headers, body }: PostParts): Repeatable {
  return {
    principal,
    key: headers['idempotency-key'],
    target: `POST ${c.req.path}`,
    body,
  }
}

interface PostParts extends Pick<Repeatable, 'principal' | 'body'> {
  readonly c: Context
  readonly headers: { readonly 'idempotency-key'?: string | undefined }
}

/**
 * Makes changes that a repeated request does not make again.
 *
 * @param check - what has to hold for the work, asked outside of its transaction; a request that
 *   was answered before is answered so again, whatever holds by then
 */
export type OnceWriter = (
  request: Repeatable,
  work: (unit: Unit) => Promise<Outcome>,
  check?: () => Promise<void>,
) => Promise<Response>

/**
 * Makes a writer that knows repeated requests by their `Idempotency-Key`: the
 * answer is stored with the change, so also a crash between the two does not
 * come between them. Secrets stay in memory; after a restart a repeated answer
 * comes without them.
 */
export function createOnceWriter(store: Store, now: () => number): OnceWriter {
  const running = new Map<string, Running>()
  return async (request, work, check) => {
    if (request.key === undefined) {
      await check?.()
      return respond(await store.write(work))
    }
    const { caller, keyHash, hash } = identify(request, request.key)
    const name = `${caller} ${keyHash}`
    const at = now()
    forgetBefore(running, at - KEPT_MS)
    const known = running.get(name)
    if (known !== undefined) {
      if (known.hash !== hash) throw reused()
      return respond(await known.outcome)
    }
    const sameAs = (stored: Stored | undefined): Outcome | undefined => {
      if (stored !== undefined && stored.hash !== hash) throw reused()
      return stored?.outcome
    }
    const write = async (): Promise<Outcome> =>
      store.write(async (unit) => {
        await forgetStored(unit)
        const before = sameAs(
          await findStored(unit.db, { caller, keyHash, after: unit.now - KEPT_MS }),
        )
        if (before !== undefined) return before
        const made = await work(unit)
        await keep(unit, { caller, keyHash, hash }, made)
        return made
      })
    const checked = async (holds: () => Promise<void>): Promise<Outcome> => {
      const place = { caller, keyHash, after: at - KEPT_MS }
      const before = sameAs(await store.read(async (db) => findStored(db, place)))
      if (before !== undefined) return before
      await holds()
      return write()
    }
    const outcome = check === undefined ? write() : checked(check)
    running.set(name, { hash, outcome, at })
    if (running.size > REMEMBERED) running.delete(running.keys().next().value ?? '')
    try {
      return respond(await outcome)
    } catch (error) {
      // A refused request had no effect: the next one may try again.
      running.delete(name)
      throw error
    }
  }
}

interface Running {
  readonly hash: string
  readonly outcome: Promise<Outcome>
  /** Epoch milliseconds. */
  readonly at: number
}

function forgetBefore(running: Map<string, Running>, time: number): void {
  for (const [name, { at }] of running) {
    // They are in the order in which they came.
    if (at >= time) return
    running.delete(name)
  }
}

function respond({ status, body, headers, secret }: Outcome): Response {
  return answer({ ...body, ...secret }, status, headers)
}

function identify({ principal, target, body }: Repeatable, key: string) {
  return {
    caller: principal === undefined ? 'nobody' : `${principal.kind}:${principal.id}`,
    keyHash: sha256(key),
    hash: sha256(`${target}\n${canonicalJson(body)}`),
  }
}

async function forgetStored({ db, now }: Unit): Promise<void> {
  await db
    .deleteFrom('idempotency_keys')
    .where('created_at', '<', now - KEPT_MS)
    .execute()
}

interface Stored {
  readonly hash: string
  readonly outcome: Outcome
}

async function findStored(
  db: Kysely<Tables> | Transaction<Tables>,
  {
    caller,
    keyHash,
    after,
  }: { readonly caller: string; readonly keyHash: string; readonly after: number },
): Promise<Stored | undefined> {
  const row = await db
    .selectFrom('idempotency_keys')
    .selectAll()
    .where('caller', '=', caller)
    .where('key_hash', '=', keyHash)
    .where('created_at', '>=', after)
    .executeTakeFirst()
  return row === undefined
    ? undefined
    : { hash: row.request_hash, outcome: JSON.parse(row.answer) as Outcome }
}

async function keep(
  unit: Unit,
  { caller, keyHash, hash }: { caller: string; keyHash: string; hash: string },
  { status, body, headers }: Outcome,
): Promise<void> {
  await unit.db
    .insertInto('idempotency_keys')
    .values({
      caller,
      key_hash: keyHash,
      request_hash: hash,
      status,
      answer: JSON.stringify({ status, body, headers }),
      created_at: unit.now,
    })
    .execute()
}

function reused(): HttpError {
  return new HttpError(
    'IDEMPOTENCY_KEY_REUSED',
    'This Idempotency-Key came with another request before. Use a new key for a new request.',
    { status: 422 },
  )
}
