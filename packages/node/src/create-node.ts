import {
  SluiceError,
  toDetails,
  type EvaluationContext,
  type EvaluationDetails,
  type JsonValue,
} from '@sluice/core'
import { platform, type Environment } from './environment.ts'
import type { ClientValues, RulesetChange, SluiceNode } from './node.ts'
import type { SluiceNodeOptions } from './options.ts'
import { changeBetween } from './ruleset/held-ruleset.ts'
import type { SluiceNodeStatus } from './status.ts'
import { runSync } from './sync/run.ts'
import { initialSync } from './sync/state.ts'

const READY_TIMEOUT_MS = 2000
const POLL_INTERVAL_MS = 10_000
const SHORTEST_POLL_MS = 1000

/**
 * Makes a node and starts to ask the service. One a process is enough: it serves
 * every request from memory.
 *
 * @param options - only `url` and `serverKey` are needed
 *   A wrong one is reported as `INVALID_OPTIONS`, and reads serve defaults.
 *
 * @example
 * const sluice = createSluiceNode({ url: 'http://127.0.0.1:4600', serverKey: 'sluice_server_demo' })
 * await sluice.ready()
 * sluice.evaluate('new-checkout', false, { targetingKey: 'ada' }).value
 */
export function createSluiceNode(options: SluiceNodeOptions): SluiceNode {
  // From a variable that is not set it may be anything.
  const service = { url: `${options.url}`.replace(/\/+$/, ''), serverKey: options.serverKey }
  const environment: Environment = {
    ...platform,
    ...(options.fetch && { fetch: options.fetch }),
    ...options.environment,
  }
  const waiting = new Set<(status: SluiceNodeStatus) => void>()
  const followers = new Set<(change: RulesetChange) => void>()
  const { onError = print, snapshot } = options

  const report = (error: SluiceError): void => {
    try {
      onError(error)
    } catch {
      // What it could not be told is said here; to throw it would end the process.
      print(error)
    }
  }
  const follow = (change: RulesetChange): void => {
    for (const listener of followers) {
      try {
        listener(change)
      } catch (cause) {
        report(new SluiceError('LISTENER_FAILED', 'An `onChange` listener threw.', { cause }))
      }
    }
  }

  const sync = runSync(
    service,
    snapshot,
    environment,
    {
      report,
      changed({ held, status, readyBy }, previous) {
        if (held !== undefined && held !== previous.held && followers.size > 0)
          follow(changeBetween(previous.held, held))
        if (readyBy < Infinity) return
        for (const resolve of waiting) resolve(status)
        waiting.clear()
      },
    },
    initialSync({
      readyTimeoutMs: options.readyTimeoutMs ?? READY_TIMEOUT_MS,
      // What is no number at all is no interval.
      pollIntervalMs:
        Math.max(SHORTEST_POLL_MS, options.pollIntervalMs ?? POLL_INTERVAL_MS) || POLL_INTERVAL_MS,
      stream: options.stream !== false,
      snapshot: snapshot !== undefined,
    }),
  )
  const status = (): SluiceNodeStatus => sync.state().status
  const ready = (): Promise<SluiceNodeStatus> =>
    new Promise((resolve) => {
      if (sync.state().readyBy < Infinity) waiting.add(resolve)
      else resolve(status())
    })

  function evaluate<T extends JsonValue>(
    key: string,
    defaultValue: T,
    context: EvaluationContext,
  ): EvaluationDetails<T> {
    const { held } = sync.state()
    if (held !== undefined)
      return toDetails(held.compiled.evaluate(key, context, environment.wallClock()), defaultValue)
    const errorMessage =
      'No ruleset is held yet. Await `ready()` before the first request is served.'
    const unknown = { key, reason: 'ERROR', errorCode: 'PROVIDER_NOT_READY', errorMessage } as const
    return toDetails({ ...unknown, metadata: {} }, defaultValue)
  }

  return {
    ready,
    status,
    evaluate: evaluate as SluiceNode['evaluate'],
    evaluateAll(context): ClientValues {
      const { held } = sync.state()
      if (held === undefined) return { flags: [], context }
      const { version, epoch, eventAttributes } = held
      const flags = held.forClients(context, environment.wallClock())
      return { flags, version, epoch, context, eventAttributes }
    },
    onChange(listener) {
      followers.add(listener)
      return () => void followers.delete(listener)
    },
    refresh() {
      sync.send({ type: 'refresh' })
      return ready()
    },
    close() {
      sync.send({ type: 'close' })
      followers.clear()
    },
  }
}

function print({ code, message }: SluiceError): void {
  // oxlint-disable-next-line eslint/no-console -- nobody else hears of it, and flags may be serving their defaults
  console.error(`sluice: ${code}: ${message}`)
}
