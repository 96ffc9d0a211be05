import type { Fault } from '@sluice/core'
import { SluiceError } from '@sluice/core'

/** What the service says when it refuses: problem details of RFC 9457. */
export interface Problem {
  readonly status: number
  /** Stable across releases, such as `VERSION_CONFLICT`. */
  readonly code: string
  readonly detail: string
  readonly faults: readonly Fault[]
  /** The version that the service is at, when a write met a newer one. */
  readonly currentVersion?: number
  /** What else the service says of it, such as what is known against a decision. */
  readonly members: Readonly<Record<string, unknown>>
}

/** Reads problem details, whatever the body turns out to be. */
export function readProblem(status: number, body: unknown): Problem {
  const given = isRecord(body) ? body : {}
  const text = (name: string): string | undefined => {
    const value = given[name]
    return typeof value === 'string' && value !== '' ? value : undefined
  }
  const currentVersion = given['currentVersion']
  return {
    status,
    code: text('code') ?? `HTTP_${status}`,
    detail: text('detail') ?? text('title') ?? `The service answered with status ${status}.`,
    faults: Array.isArray(given['faults']) ? given['faults'].filter(isFault) : [],
    members: given,
    ...(typeof currentVersion === 'number' && { currentVersion }),
  }
}

/** The error that carries a problem to whoever can act on it. */
export function problemError(problem: Problem): SluiceError {
  const { code, detail, status, faults } = problem
  return new SluiceError(code, detail, { status, faults, cause: problem })
}

/** The problem that an error carries, if the service refused. */
export function problemOf(error: unknown): Problem | undefined {
  const cause = error instanceof SluiceError ? error.cause : undefined
  return isRecord(cause) && typeof cause['status'] === 'number' && Array.isArray(cause['faults'])
    ? (cause as unknown as Problem)
    : undefined
}

function isFault(value: unknown): value is Fault {
  return (
    isRecord(value) &&
    typeof value['message'] === 'string' &&
    typeof value['path'] === 'string' &&
    Array.isArray(value['at'])
  )
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
