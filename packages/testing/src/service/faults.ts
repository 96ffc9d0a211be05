import { delay } from 'msw'
import { HttpResponse } from 'msw/http'

/** A part of the service. */
export type ServicePart = 'flags' | 'stream' | 'events'

/**
 * How the service fails.
 *
 * - `network`: nobody answers, as without a network
 * - `silent`: the request is taken and never answered
 * - `malformed`: something in between answers with a page
 * - `unauthorized`: the key is refused
 * - `{ status }`: any other status, and when to come back
 * - `{ delayMs }`: the right answer, late
 */
export type ServiceFault =
  | 'network'
  | 'silent'
  | 'malformed'
  | 'unauthorized'
  | { readonly status: number; readonly retryAfterS?: number }
  | { readonly delayMs: number }

/** Where and how long a fault holds. */
export interface FaultScope {
  /** Default: everywhere. */
  readonly on?: ServicePart | readonly ServicePart[]
  /** How many requests it meets; the next ones are answered. Default: all. */
  readonly times?: number
}

interface Active {
  readonly fault: ServiceFault
  readonly on: readonly ServicePart[]
  left: number
}

const EVERYWHERE: readonly ServicePart[] = ['flags', 'stream', 'events']

/** The faults that hold at present. */
export interface Faults {
  /** @returns how to end it */
  begin(fault: ServiceFault, scope?: FaultScope): () => void
  clear(): void
  /** What a request gets in place of its answer; `undefined`: the answer. */
  meet(part: ServicePart): Promise<Response | undefined>
}

/** Makes a list of faults; the newest one that fits a request is what it meets. */
export function createFaults(): Faults {
  let active: Active[] = []
  return {
    begin(fault, { on = EVERYWHERE, times = Infinity } = {}) {
      const one: Active = { fault, on: [on].flat(), left: times }
      active = [one, ...active]
      return () => {
        active = active.filter((other) => other !== one)
      }
    },
    clear() {
      active = []
    },
    async meet(part) {
      const one = active.find(({ on, left }) => left > 0 && on.includes(part))
      if (!one) return undefined
      one.left -= 1
      return answerTo(one.fault)
    },
  }
}

async function answerTo(fault: ServiceFault): Promise<Response | undefined> {
  if (fault === 'network') return HttpResponse.error()
  if (fault === 'silent') await delay('infinite')
  if (fault === 'malformed') return HttpResponse.html('<h1>One moment, please</h1>')
  if (fault === 'unauthorized') return new HttpResponse(null, { status: 401 })
  if (typeof fault !== 'object') return undefined
  if ('delayMs' in fault) {
    await delay(fault.delayMs)
    return undefined
  }
  const { status, retryAfterS } = fault
  const headers: HeadersInit =
    retryAfterS === undefined ? {} : { 'Retry-After': String(retryAfterS) }
  const failure = {
    errorCode: 'GENERAL',
    errorDetails: 'The service fails, as the test told it to.',
  }
  return HttpResponse.json(failure, { status, headers })
}
