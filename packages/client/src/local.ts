import type { CompiledRuleset, DetailsSource, JsonValue } from '@sluice/core'
import { randomKey } from './anonymous-key.ts'
import { createClient } from './base-client.ts'
import { browser } from './browser.ts'
import { readFlags } from './cache.ts'
import type { SluiceClient } from './client.ts'
import { completeContext } from './context.ts'
import { browserRows } from './events/browser-rows.ts'
import { drawnWith, type Drawn } from './events/drawn.ts'
import { adopt } from './flags.ts'
import { followPeople } from './events/follow-people.ts'
import { followChanges } from './follow-changes.ts'
import { keepShown } from './keep-shown.ts'
import type { Bootstrap, SluiceClientOptions } from './options.ts'
import type { FlagKey, FlagValue, SluiceContext } from './register.ts'
import type { FlagTable } from './state.ts'
import { forceOverrides } from './scenarios/force-overrides.ts'
import type { Scenario } from './scenarios/scenario.ts'
import type { SluiceStatusState } from './status.ts'
import { listOf } from './storage.ts'
import type { SyncOwner } from './sync-part.ts'

/** Where a local client takes its values from; what stands later here is stronger. */
export interface LocalSource {
  /** Evaluated for the context, and again when another one is set. */
  readonly ruleset?: CompiledRuleset
  /** Values that came with a page, whatever the context. */
  readonly bootstrap?: Bootstrap
  /** Plain values by flag key. A boolean is of the variant `on` or `off`. */
  readonly values?: { readonly [K in FlagKey]?: FlagValue<K> }
  /**
   * How the client stands with a service that it does not have, to see what an
   * application makes of it. Default `ready`. While `starting` or `offline` it
   * holds no values, and who waits for `starting` waits on.
   */
  readonly status?: Exclude<SluiceStatusState, 'closed'>
}

/** How a local client is made. */
export interface LocalClientOptions
  extends LocalSource, Pick<SluiceClientOptions, 'onChange' | 'onError'> {
  /** Default: that of the bootstrap, else nobody known. */
  readonly context?: SluiceContext
  /** What is forced, the context and the status to begin with; a scenario's context and status are stronger. */
  readonly scenario?: Scenario
  /** Epoch milliseconds for the windows of rules. Default: now. */
  readonly wallClock?: () => number
}

/** A client that asks nobody. */
export interface LocalClient extends SluiceClient {
  /** Where a server collects what it draws for a page; absent elsewhere. */
  readonly drawn: Drawn['reads'] | undefined
  /** Takes other values from now on, as if a service had sent them. */
  update(source: LocalSource): void
}

/**
 * Makes a client that takes its values from what it is given, and evaluates
 * with `core` where that is a ruleset: for tests, stories, static pages and the
 * render of a server. It is ready at once, asks no network and stores nothing.
 *
 * @example
 * const client = createLocalClient({ values: { 'new-checkout': true } })
 */
export function createLocalClient(given: LocalClientOptions = {}): LocalClient {
  const { scenario } = given
  const options: LocalClientOptions = {
    ...given,
    ...(scenario?.context && { context: scenario.context }),
    ...(scenario?.status && { status: scenario.status }),
  }
  const { context, onChange, onError, wallClock = Date.now } = options
  let source: LocalSource = options
  let owner: SyncOwner | undefined
  let settle: (() => void) | undefined
  let isNew = true

  const first = completeContext(context ?? options.bootstrap?.context, randomKey(Math)).value
  const flagsFor = (known: SluiceContext): FlagTable => tableOf(source, known, wallClock())
  const show = (to: SyncOwner): void => {
    const { version, epoch } = source.bootstrap ?? {}
    const { flags: held, status } = to.store.getState()
    // Most clients of a server live for one render: what they begin with is not compared with itself.
    const flags = isNew ? held : adopt(held, flagsFor(to.context().value), [])
    isNew = false
    const { status: state = 'ready' } = source
    const facts = { state, source: sourceOf(source), version, epoch, pending: [] } as const
    to.publish({ flags, status: { ...status, ...facts } }, state !== 'starting')
    settle?.()
  }

  const client = createClient(
    {
      url: '',
      clientKey: '',
      cache: 'memory',
      context: first,
      ...(sourceOf(options) === 'bootstrap' && {
        bootstrap: {
          ...options.bootstrap,
          flags: [...flagsFor(first).values()],
          context: first,
        },
      }),
      ...(onChange && { onChange }),
      ...(onError && { onError }),
    },
    { ...browser, ...browserRows, storage: () => undefined },
    (_, __, client) => {
      owner = client
      return ({ type }) => {
        if (!settle) {
          followChanges(client.store, client.followers, client.store.getState())
          Object.assign(client.store, { keep: keepShown })
          settle = followPeople(client)
        }
        if (type !== 'close') return show(client)
        const { flags, status } = client.store.getState()
        client.publish({ flags, status: { ...status, state: 'closed' } }, true)
        for (const all of [client.flags, client.followers, client.events.listeners]) all.clear()
      }
    },
  )
  if (scenario) forceOverrides(client, Object.entries(scenario.overrides ?? {}))
  const { defaults } = options.bootstrap ?? {}
  return {
    ...client,
    drawn: given.bootstrap && drawnWith(given.bootstrap)?.reads,
    ...(defaults && { peekFirst: noting(defaults, client.peekFirst) }),
    update(next) {
      if (client.status().state === 'closed' || !owner) return
      source = next
      show(owner)
    },
  }
}

/** Notes each default that is served, once. */
function noting(
  defaults: NonNullable<Bootstrap['defaults']>,
  read: SluiceClient['peekFirst'],
): SluiceClient['peekFirst'] {
  return (key, defaultValue) => {
    const details = read(key, defaultValue)
    if (details.errorCode === undefined) return details
    const drawn = Object.hasOwn(defaults, key) ? (defaults[key] ?? []) : []
    if (!drawn.includes(defaultValue)) defaults[key] = [...drawn, defaultValue]
    return details
  }
}

function sourceOf({ status }: LocalSource): 'bootstrap' | 'default' {
  return status === 'starting' || status === 'offline' ? 'default' : 'bootstrap'
}

function tableOf(source: LocalSource, context: SluiceContext, at: number): FlagTable {
  const flags = new Map<string, DetailsSource>()
  if (sourceOf(source) === 'default') return flags
  const { ruleset, bootstrap, values = {} } = source
  for (const key of ruleset?.keys ?? []) {
    // As for a client key: what is for servers alone does not exist.
    if (!ruleset || ruleset.ruleset.flags[key]?.serverOnly) continue
    flags.set(key, ruleset.evaluate(key, context, at))
  }
  for (const [key, entry] of readFlags(listOf(bootstrap?.flags))) flags.set(key, entry)
  for (const [key, value] of Object.entries(values) as [string, JsonValue | undefined][]) {
    if (value === undefined) continue
    const variant = typeof value === 'boolean' ? { variant: value ? 'on' : 'off' } : {}
    flags.set(key, { key, value, ...variant, reason: 'STATIC', metadata: {} })
  }
  return flags
}
