import { existsForClients, toClientOfrep, toOfrep, type Evaluation } from '@sluice/core'
import type { Principal } from '../auth/principal.ts'
import type { LiveEnvironment } from '../live/live-environments.ts'
import { digestOf, joinDigests, type Digest } from './entity-tag.ts'

/** Who an answer is for: a client key is for everybody to see, the others are not. */
export type Audience = 'client' | 'trusted'

/** A piece of an answer, with all that is needed of it each time that it is used. */
export interface Piece {
  /** JSON after a comma, in UTF-8. */
  readonly bytes: Buffer
  readonly digest: Digest
}

// Outcomes are shared objects, so each is written once per compiled ruleset and audience.
const pieces: Readonly<Record<Audience, WeakMap<Evaluation, Piece>>> = {
  client: new WeakMap(),
  trusted: new WeakMap(),
}

/** The audience that a principal stands for. */
export function audienceOf(principal: Principal): Audience {
  return principal.kind === 'client_key' ? 'client' : 'trusted'
}

/** The keys of the flags that exist for an audience. */
export function keysFor(audience: Audience, environment: LiveEnvironment): readonly string[] {
  return audience === 'client' ? environment.clientKeys : environment.compiled.keys
}

/** Tells whether a flag exists for an audience. */
export function existsFor(audience: Audience, environment: LiveEnvironment, key: string): boolean {
  const { compiled } = environment
  return audience === 'client' ? existsForClients(compiled, key) : compiled.has(key)
}

/** Makes a piece of JSON. */
export function pieceOf(json: string): Piece {
  const bytes = Buffer.from(`,${json}`)
  return { bytes, digest: digestOf(bytes) }
}

/** Makes one piece of several. */
export function joinPieces(single: readonly Piece[]): Piece {
  return {
    bytes: Buffer.concat(single.map(({ bytes }) => bytes)),
    digest: joinDigests(single.map(({ digest }) => digest)),
  }
}

/** Writes an evaluation as an OFREP item. */
export function flagPiece(
  audience: Audience,
  environment: LiveEnvironment,
  evaluation: Evaluation,
): Piece {
  const known = pieces[audience].get(evaluation)
  if (known !== undefined) return known
  const made = pieceOf(
    JSON.stringify(
      audience === 'client' ? toClientOfrep(environment.compiled, evaluation) : toOfrep(evaluation),
    ),
  )
  pieces[audience].set(evaluation, made)
  return made
}
