import { murmur3, type Evaluation } from '@sluice/core'
import type { LiveEnvironment } from '../live/live-environments.ts'
import { joinDigests, type Digest } from './entity-tag.ts'
import { contextOf } from './evaluation-request.ts'
import { evaluateBlocks } from './flag-blocks.ts'
import { flagPiece, keysFor, type Audience, type Piece } from './flag-texts.ts'

/** All flags for one context. */
export interface Evaluated {
  /** Empty when the context has none. */
  readonly targetingKey: string
  /** How many flags there are. */
  readonly count: number
  /** The flags in their order: some in each piece, or all in one. */
  readonly pieces: readonly Pick<Piece, 'bytes'>[]
  /** Whether the pieces are shared with other answers. */
  readonly isShared: boolean
  /** Of all pieces together, in bytes. */
  readonly size: number
  readonly digest: Digest
  /** Epoch milliseconds from which, and before which, it is what evaluating would give. */
  readonly from: number
  readonly until: number
}

/** What is remembered for one audience, in bytes, roughly: some 14,000 contexts of 100 flags. */
const BUDGET_BYTES = 16 * 1024 * 1024

/** What of it may be bodies that were put together: those that are asked for most. */
const JOINED_BYTES = 2 * 1024 * 1024

/** Longer requests are not remembered. */
const MAX_BODY_BYTES = 4 * 1024

/** Asked for so often, the pieces of an entry are put together for good. */
const OFTEN = 16

/** How many requests are recognised that were seen once: as a table of their hashes. */
const SEEN_ONCE = 2 ** 16

/** What an entry costs beside its key and its pieces, in bytes. */
const ENTRY_BYTES = 256

interface Entry {
  evaluated: Evaluated
  asked: number
}

type Remembered = Map<LiveEnvironment, Map<string, Entry>>

/** Evaluates all flags for the body of a request. */
export type EvaluateAll = (environment: LiveEnvironment, body: Buffer, now: number) => Evaluated

/**
 * Evaluates for an audience, and remembers for the exact bytes of a request what
 * came out, from the second time on: pages ask again with the context that they
 * asked with before. What is remembered holds for one version of a ruleset and up to the next edge of a
 * window, and is forgotten when it was not asked for while half of the budget
 * was filled with others.
 *
 * The returned function throws HttpError with status 400 for a body without a context.
 */
export function createEvaluateAll(audience: Audience): EvaluateAll {
  let recent: Remembered = new Map()
  let before: Remembered = new Map()
  let cost = 0
  let joinedCost = 0
  // What is never asked for again would only push out what is.
  const seenOnce = new Uint32Array(SEEN_ONCE)
  const isFirst = (key: string): boolean => {
    const hash = murmur3(key)
    const place = hash % SEEN_ONCE
    if (seenOnce[place] === hash) return false
    seenOnce[place] = hash
    return true
  }

  const remember = (environment: LiveEnvironment, key: string, evaluated: Evaluated): void => {
    const { isShared, size, pieces } = evaluated
    cost += ENTRY_BYTES + key.length + (isShared ? 8 * pieces.length : size)
    if (cost > BUDGET_BYTES / 2) {
      before = recent
      recent = new Map()
      cost = 0
      joinedCost = 0
    }
    const entry = { evaluated, asked: 0 }
    const entries = recent.get(environment)
    if (entries === undefined) recent.set(environment, new Map([[key, entry]]))
    else entries.set(key, entry)
  }
  const count = (entry: Entry): void => {
    const { size } = entry.evaluated
    if (++entry.asked !== OFTEN || joinedCost + size > JOINED_BYTES) return
    joinedCost += size
    cost += size
    entry.evaluated = joined(entry.evaluated)
  }

  return (environment, body, now) => {
    if (body.byteLength > MAX_BODY_BYTES) return evaluate(audience, environment, body, now)
    const key = body.toString('latin1')
    const known = recent.get(environment)?.get(key)
    if (known !== undefined && isTimely(known.evaluated, now)) {
      count(known)
      return known.evaluated
    }
    const older = before.get(environment)?.get(key)?.evaluated
    const evaluated =
      older !== undefined && isTimely(older, now)
        ? older
        : evaluate(audience, environment, body, now)
    if (older !== undefined || !isFirst(key)) remember(environment, key, evaluated)
    return evaluated
  }
}

/**
 * Evaluates with the variants that a grant forces. Nothing is remembered of it:
 * few people have one.
 *
 * @throws HttpError with status 400 for a body without a context
 */
export function evaluateForced(
  audience: Audience,
  environment: LiveEnvironment,
  body: Buffer,
  now: number,
  forced: ReadonlyMap<string, Evaluation>,
): Evaluated {
  const context = contextOf(body)
  const keys = keysFor(audience, environment)
  const pieces = keys.map((key) =>
    flagPiece(
      audience,
      environment,
      forced.get(key) ?? environment.compiled.evaluate(key, context, now),
    ),
  )
  return {
    targetingKey: context.targetingKey ?? '',
    count: keys.length,
    pieces,
    isShared: false,
    size: pieces.reduce((size, { bytes }) => size + bytes.byteLength, 0),
    digest: joinDigests(pieces.map(({ digest }) => digest)),
    from: now,
    until: now,
  }
}

function joined(evaluated: Evaluated): Evaluated {
  const { pieces, size } = evaluated
  const bytes = Buffer.concat(
    pieces.map((piece) => piece.bytes),
    size,
  )
  return { ...evaluated, pieces: size === 0 ? [] : [{ bytes }], isShared: false }
}

function isTimely({ from, until }: Evaluated, now: number): boolean {
  return from <= now && now < until
}

function evaluate(
  audience: Audience,
  environment: LiveEnvironment,
  body: Buffer,
  now: number,
): Evaluated {
  const context = contextOf(body)
  const { compiled } = environment
  const pieces = evaluateBlocks(audience, environment, context, now)
  let size = 0
  for (const { bytes } of pieces) size += bytes.byteLength
  // A clock that is set back may bring an edge back that it has passed.
  const hasEdges = compiled.nextEdge(Number.NEGATIVE_INFINITY) !== undefined
  return {
    targetingKey: context.targetingKey ?? '',
    count: keysFor(audience, environment).length,
    pieces,
    isShared: true,
    size,
    digest: joinDigests(pieces.map((piece) => piece.digest)),
    from: hasEdges ? now : Number.NEGATIVE_INFINITY,
    until: compiled.nextEdge(now) ?? Number.POSITIVE_INFINITY,
  }
}
