import type {
  Bootstrap,
  FlagKey,
  FlagValue,
  GateKey,
  ReadValue,
  SluiceContext,
} from '@sluice/client'
import {
  parseBulkResponse,
  toDetails,
  type DetailsSource,
  type EvaluationContext,
  type EvaluationDetails,
  type JsonValue,
} from '@sluice/core'
import { collectDrawn } from '../exposure/drawn.ts'
import { createAnonymousKey } from './anonymous-cookie.ts'

/** What flags are evaluated by: a node of `@sluice/node`, or anything that does the same. */
export interface FlagSource {
  /** Evaluates every flag that a page may see. */
  evaluateAll(context: EvaluationContext): Bootstrap
}

/** The flags of one request: evaluated once, read as often as you like. */
export interface ServerFlags {
  /** For the client of the page: by `SluiceBootstrap`, or as the property of a client component. */
  readonly bootstrap: Bootstrap
  /**
   * Tells whether a gate is open. No hook, so it works in a server component too.
   *
   * @param defaultValue - today's behaviour; `false` unless given
   */
  gate(key: GateKey, defaultValue?: boolean): boolean
  /** Gives the value of a flag, typed from its key; the default when there is none of its type. */
  variant<K extends FlagKey, D extends FlagValue<K>>(key: K, defaultValue: D): ReadValue<K, D>
  /** As `variant`, with the variant's name, reason and error. */
  details<K extends FlagKey, D extends FlagValue<K>>(
    key: K,
    defaultValue: D,
  ): EvaluationDetails<ReadValue<K, D>>
}

/**
 * Evaluates every flag once for a request. What is drawn from it and what the
 * browser starts with are the same values, whatever changes meanwhile.
 *
 * Without a `targetingKey` the `anonymousKey` stands for it; without both this
 * page view is somebody new, and the browser takes that over.
 *
 * @example
 * const flags = evaluateFlags(sluice, { anonymousKey: readAnonymousKey(cookies) })
 * flags.gate('new-checkout')
 */
export function evaluateFlags(source: FlagSource, context: SluiceContext): ServerFlags {
  const bootstrap = source.evaluateAll(complete(context))
  collectDrawn(bootstrap)
  // A page that only hands its values on reads none here.
  let flags: ReadonlyMap<string, DetailsSource> | undefined
  const read = (key: string, defaultValue: JsonValue): EvaluationDetails => {
    const unknown = { key, reason: 'ERROR', errorCode: 'FLAG_NOT_FOUND', metadata: {} } as const
    flags ??= parseBulkResponse(bootstrap).flags
    return toDetails(flags.get(key) ?? unknown, defaultValue)
  }
  return {
    bootstrap,
    gate: (key, defaultValue = false) => read(key, defaultValue).value as boolean,
    variant: (key, defaultValue) => read(key, defaultValue).value as never,
    details: (key, defaultValue) => read(key, defaultValue) as never,
  }
}

/** Gives a context that both sides can hold: with both keys, and without what JSON cannot carry. */
function complete(context: SluiceContext): EvaluationContext {
  const { targetingKey, anonymousKey } = context
  const isKey = (key: unknown): key is string => typeof key === 'string' && key !== ''
  const own = isKey(anonymousKey) ? anonymousKey : createAnonymousKey()
  const keys = { targetingKey: isKey(targetingKey) ? targetingKey : own, anonymousKey: own }
  const carried = Object.entries(context).filter(([, value]) => isCarried(value))
  return { ...(JSON.parse(JSON.stringify(Object.fromEntries(carried))) as object), ...keys }
}

function isCarried(value: unknown): boolean {
  try {
    return JSON.stringify(value) !== undefined
  } catch {
    // Circular, a BigInt, or too deep: it could not reach the service from a browser either.
    return false
  }
}
