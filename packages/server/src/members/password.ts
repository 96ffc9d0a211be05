import * as crypto from 'node:crypto'
import { HttpError } from '../http/http-error.ts'

/** Fewest characters of a password. */
export const SHORTEST_PASSWORD = 12

/** Most characters of a password. */
export const LONGEST_PASSWORD = 256

/** Memory in KiB and passes over it: more than OWASP asks of argon2id, and half a second of one thread. */
const COST = { memory: 65_536, passes: 3, parallelism: 1 }
const TAG_BYTES = 32
const SALT_BYTES = 16

/** How many are computed at once, 64 MiB each, and how many may wait. */
const AT_ONCE = 2
const MOST_WAITING = 16

let running = 0
const waiting: (() => void)[] = []

/**
 * Makes what is kept of a password: argon2id in PHC form.
 *
 * @throws HttpError `TOO_MANY_SIGN_INS` (503) while too many wait, `PASSWORDS_UNAVAILABLE` (503) on a Node without argon2
 */
export async function hashPassword(password: string): Promise<string> {
  const salt = crypto.randomBytes(SALT_BYTES)
  const tag = await derive(password, salt, COST)
  const { memory, passes, parallelism } = COST
  return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${plain(salt)}$${plain(tag)}`
}

/**
 * Tells whether a password is the one that was kept. Takes the same time when nothing was kept, so
 * that nobody learns from it who is a member.
 *
 * @throws HttpError as `hashPassword`
 */
export async function isPassword(password: string, kept: string | null): Promise<boolean> {
  const match = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([^$]+)\$([^$]+)$/.exec(kept ?? '')
  if (match === null) {
    await derive(password, crypto.randomBytes(SALT_BYTES), COST)
    return false
  }
  const [, memory, passes, parallelism, salt = '', tag = ''] = match
  const cost = { memory: Number(memory), passes: Number(passes), parallelism: Number(parallelism) }
  const found = await derive(password, Buffer.from(salt, 'base64'), cost)
  const wanted = Buffer.from(tag, 'base64')
  return found.length === wanted.length && crypto.timingSafeEqual(found, wanted)
}

async function derive(password: string, nonce: Buffer, cost: typeof COST): Promise<Buffer> {
  // What looks the same is the same, however a keyboard composes it.
  const message = password.normalize('NFKC')
  return inTurn(
    async () =>
      new Promise((resolve, reject) => {
        crypto.argon2('argon2id', { message, nonce, tagLength: TAG_BYTES, ...cost }, (error, tag) =>
          error === null ? resolve(tag) : reject(error),
        )
      }),
  )
}

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  // Read from the object, as a Node before 24.7 has none and shall start all the same.
  if (!('argon2' in crypto)) {
    throw new HttpError('PASSWORDS_UNAVAILABLE', 'Passwords take Node 24.7 or newer.', {
      status: 503,
    })
  }
  if (running >= AT_ONCE) {
    if (waiting.length >= MOST_WAITING) {
      throw new HttpError('TOO_MANY_SIGN_INS', 'Too many sign in at once. Try again in a moment.', {
        status: 503,
        headers: { 'Retry-After': '5' },
      })
    }
    await new Promise<void>((go) => waiting.push(go))
  } else {
    running++
  }
  try {
    return await work()
  } finally {
    const next = waiting.shift()
    if (next === undefined) running--
    else next()
  }
}

function plain(bytes: Buffer): string {
  return bytes.toString('base64').replace(/=+$/, '')
}
