import type { Environment } from '../environment.ts'

/**
 * How a connection is broken, for a rehearsal.
 *
 * - `slow`: everything takes `delayMs` longer
 * - `gone`: nobody answers
 * - `error`: the service answers `status` to everything
 * - `offline`: as `gone`, and the page is told that it is offline
 */
export type Fault =
  | { readonly kind: 'slow'; readonly delayMs: number }
  | { readonly kind: 'gone' }
  | { readonly kind: 'error'; readonly status: number }
  | { readonly kind: 'offline' }

type Whole = Pick<Environment, 'fetch' | 'openStream' | 'beacon'>

const wholes = new WeakMap<Environment, Whole>()

/**
 * Breaks what a client reaches its service by, or mends it. A stream that is open stays so,
 * but what it tells of cannot be fetched.
 */
export function breakNetwork(environment: Environment, fault: Fault | undefined): void {
  const whole = wholeOf(environment)
  const isDead = fault !== undefined && fault.kind !== 'slow'
  environment.fetch = fault
    ? (input, init) => brokenFetch(whole, fault, input, init)
    : (...args) => whole.fetch(...args)
  environment.beacon = isDead ? () => true : (...args) => whole.beacon(...args)
  environment.openStream = isDead ? refuseStream : (address) => whole.openStream(address)
  tellOfOffline(fault?.kind === 'offline')
}

function refuseStream(): never {
  throw new TypeError('Rehearsal: no stream.')
}

async function brokenFetch(
  whole: Whole,
  fault: Fault,
  ...[input, init]: Parameters<Environment['fetch']>
): Promise<Response> {
  if (fault.kind === 'slow') {
    await new Promise((done) => setTimeout(done, fault.delayMs))
    return whole.fetch(input, init)
  }
  if (fault.kind === 'error') return new Response('Rehearsal.', { status: fault.status })
  throw new TypeError('Rehearsal: the network is gone.')
}

function wholeOf(environment: Environment): Whole {
  const whole = wholes.get(environment) ?? { ...environment }
  wholes.set(environment, whole)
  return whole
}

/** The browser itself stays online: only what asks it is told otherwise. */
function tellOfOffline(isOffline: boolean): void {
  const { navigator } = globalThis
  const wasOffline = Object.hasOwn(navigator, 'onLine')
  if (isOffline === wasOffline) return
  if (isOffline)
    Object.defineProperty(navigator, 'onLine', { configurable: true, get: () => false })
  else Reflect.deleteProperty(navigator, 'onLine')
  globalThis.dispatchEvent(new Event(isOffline ? 'offline' : 'online'))
}
