import { patience, SluiceError } from '@sluice/core'
import { EVENT_LIMITS } from '@sluice/core/events'
import type { Environment, PageEvent, Tabs } from '../../environment.ts'
import type { SluiceClientOptions } from '../../options.ts'
import type { SyncOwner } from '../../sync-part.ts'
import { readAnswer } from './read-answer.ts'
import type { SizedItem } from './sized-item.ts'
import { sized } from './sized-item.ts'
import type { Item } from '../item.ts'
import type { Outbox } from '../outbox.ts'
import type { Rows } from '../rows.ts'
import type { Post } from '../send-batch.ts'
import { afterPosts } from './after-posts.ts'
import { checkOutcome, uncarried } from './check-outcome.ts'
import { confess } from './confess.ts'
import { remember } from './counted.ts'
import { createEventStore } from './event-store.ts'
import type { Left } from './find-left.ts'
import { findLeft } from './find-left.ts'
import { MOST_EVENTS, USAGE_MS } from './pace.ts'
import type { DeliveryCommand, DeliveryEvent } from './state.ts'
import { initialDelivery } from './state.ts'
import { nextDeadline, step } from './step.ts'
import { tellUsage } from './usage.ts'
import { hearWithdrawal, withdrawn } from './withdrawal.ts'

const OPEN_MS = 500
const FULL_MS = 60_000
const LONGEST_TIMER_MS = 2 ** 31 - 1

const NOTHING: Left = { rows: [], isPartial: false }

/** What delivers the events of a page. */
export interface Delivery {
  page(event: PageEvent): void
  /** Whether what waits outlives the page. */
  isStored(): boolean
  close(): void
  /** Nobody may send anything any more: forgets all, here and in the other tabs. */
  withdraw(): void
}

/**
 * Runs the machine of delivery: takes over the outbox, hands the machine what
 * happens, does what it asks for, and wakes it when time alone changes something.
 *
 * @param changed - told when it changed whether what waits outlives the page
 */
export function startDelivery(
  options: SluiceClientOptions,
  environment: Environment,
  owner: SyncOwner,
  outbox: Outbox,
  log: ((line: string) => void) | undefined,
  changed: () => void,
): Delivery {
  const name = `${owner.name}.events`
  const { events, shelf } = owner
  const { session } = events
  const rows = outbox.rows.then((opened) => environment.rowsIn(opened))
  const now = environment.now()
  let state = initialDelivery(now, EVENT_LIMITS.batchEvents, now + USAGE_MS)
  let cancelTimer: (() => void) | undefined
  let tabs: Tabs | undefined
  let die: (() => void) | undefined
  let resign: (() => void) | undefined
  let reopenMs = 0
  let crowd = 2 * MOST_EVENTS
  const posts = new Map<number, Post>()
  const send = (event: DeliveryEvent): void => {
    // A timer, or an answer: perhaps of a tab that heard of nothing for a while.
    owner.heed()
    const lost = outbox.lost.splice(0)
    // What is invalid never became an event.
    for (const given of lost) if (given[0] === 'invalid') refuse(given.pop())
    if (lost.length > 0) advance({ type: 'lost', items: lost })
    advance(event)
    cancelTimer?.()
    const delayMs = nextDeadline(state) - environment.now()
    cancelTimer =
      delayMs < Infinity
        ? environment.schedule(() => send({ type: 'tick' }), Math.min(delayMs, LONGEST_TIMER_MS))
        : undefined
  }
  const advance = (event: DeliveryEvent): void => {
    const { isStored } = state
    const [next, commands] = step(state, {
      ...event,
      now: environment.now(),
      random: environment.random(),
    })
    state = next
    log?.(
      `sluice: events ${event.type} → ${next.queue.length} waiting ${commands.map(({ type }) => type).join(' ')} (${next.role})`,
    )
    commands.forEach(run)
    if (next.isStored !== isStored) changed()
  }
  const run = (command: DeliveryCommand): void => {
    const { type } = command
    if (type === 'post') {
      const { number, batch, keepalive } = command
      follow(number, outbox.send(options, environment, batch, keepalive, new AbortController()))
    } else if (type === 'abort') posts.get(command.number)?.controller.abort()
    else if (type === 'forget') {
      const { items, isDelivered } = command
      store.forget(items)
      outbox.forgot?.(items, isDelivered)
      if (isDelivered) remember(shelf, items, environment.wallClock())
    } else if (type === 'confess') confess(command.losses, events)
    else if (type === 'report') owner.report(command.error)
    else if (type === 'usage') tellUsage(owner)
    else if (type === 'find') void find()
    else if (type === 'tell') tabs?.post(command)
    else if (type === 'campaign') campaign()
    else {
      resign?.()
      resign = undefined
    }
  }

  /** Waits for how a post ends. */
  const follow = (number: number, post: Post): void => {
    posts.set(number, post)
    void post.outcome.then(([text = '', response]) => {
      const status = response?.status ?? 0
      posts.delete(number)
      // What may outlive the page was used up by somebody else: one more way is left.
      if (status === 0 && state.isGone) beacon(post.batch)
      const { accepted, refused, isUnreadable } = readAnswer(text)
      send({
        type: 'answered',
        number,
        status,
        accepted: status < 300 ? accepted : undefined,
        refused,
        isUnreadable: status === 413 || (status === 400 && isUnreadable),
        retryAfterMs: patience(response?.headers.get('retry-after'), environment.wallClock()),
        isServiceUp: owner.store.getState().status.state === 'ready',
      })
      if (state.isClosed && posts.size === 0) end()
    })
  }
  const beacon = (batch: Post['batch']): void => {
    try {
      const body = outbox.body(options, environment, batch)
      environment.beacon(`${options.url}/v1/events`, body)
    } catch {
      // No such thing here: what is stored leaves with the next page.
    }
  }

  const campaign = (): void => {
    join()
    if (tabs) resign = tabs.campaign(() => send({ type: 'elected', role: 'sending' }))
    else send({ type: 'elected', role: 'alone' })
  }
  const join = (): void => {
    try {
      tabs ??= environment.joinTabs(name, hear)
      die ??= tabs?.live(session)
    } catch {
      // Denied: this page looks after itself.
    }
  }
  const hear = (message: unknown): void => {
    const { type, quietMs } = (message ?? {}) as {
      readonly type?: unknown
      readonly quietMs?: unknown
    }
    hearWithdrawal(message, environment, owner)
    if (type === 'tell' && Number.isFinite(quietMs) && (quietMs as number) > 0)
      send({ type: 'told', quietMs: Math.min(quietMs as number, 3_600_000) })
  }
  const end = (): void => {
    outbox.controller.abort()
    rows.then(close, () => {})
  }
  const part = (): void => {
    die?.()
    tabs?.close()
    die = tabs = undefined
  }

  const find = async (): Promise<void> => {
    const left = await findLeft(rows, session, tabs).catch(() => NOTHING)
    if (state.isClosed) return
    for (const [key, items] of left.rows) store.adopt(key, items)
    send({
      type: 'found',
      items: left.rows.flatMap(([, items]) => items),
      isPartial: left.isPartial,
    })
  }

  const refuse = (what: unknown): void => {
    const name = typeof what === 'string' ? `"${what.slice(0, 99)}"` : typeof what
    owner.report(
      new SluiceError(
        'EVENT_REFUSED',
        `track(${name}): give it a name of up to 256 characters, a value within ±(2^53 - 1), and properties that are texts, such numbers, booleans or lists of texts.`,
      ),
    )
  }

  /** Gives up what is too large for any post. */
  const weigh = (items: readonly Item[]): SizedItem[] =>
    items.map(sized).filter((item) => {
      const isLight = item.bytes <= EVENT_LIMITS.eventBytes
      if (!isLight) outbox.lost.push(['too_large', item])
      return isLight
    })

  const use = (rows: Rows): void => {
    owner.heed()
    if (state.isClosed) return rows.close()
    store.use(rows)
    send({ type: 'stored', isStored: true })
  }
  const lose = (): void => send({ type: 'stored', isStored: false })
  const reopen = (): void => {
    lose()
    if (state.isClosed) return
    // One that takes nothing right after it was opened is full, and may have room again later.
    stopWaiting = environment.schedule(() => void open().then(use, () => {}), reopenMs)
    reopenMs = FULL_MS
  }
  const open = async (): Promise<Rows> => environment.rowsIn(await environment.openRows(name))
  const store = createEventStore(session, reopen, () => {
    reopenMs = 0
  })

  events.onWaiting = () => {
    const { waiting } = events
    if (waiting.length === 0) send({ type: 'tick' })
    if (waiting.length < crowd) return
    // A flood within one task: what people did can be told from elsewhere, what they saw cannot.
    let excess = waiting.length - MOST_EVENTS
    for (const item of waiting.splice(0))
      if (excess > 0 && item.type === 'outcome') {
        excess -= 1
        outbox.lost.push(['queue_full'])
      } else waiting.push(item)
    // Seldom, so that it costs each event no more than a glance.
    crowd = waiting.length + MOST_EVENTS
  }
  events.check = checkOutcome
  outbox.queued = () => state.queue
  outbox.take = (all) => {
    const items = weigh(all)
    if (items.length === 0) return
    store.keep(items)
    send({ type: 'recorded', items })
  }
  uncarried(outbox.taken.flat()).forEach(refuse)
  // As it was stored: also what is too large for a second try.
  const taken = outbox.taken.splice(0).map((items) => items.map(sized))
  taken.forEach(store.keep)
  state = afterPosts(state, outbox.posts, taken.flat(), now)
  outbox.posts.forEach((post, index) => follow(index + 1, post))
  let stopWaiting = environment.schedule(lose, OPEN_MS)
  rows.then(use, lose).finally(stopWaiting)
  send({ type: 'recorded', items: taken.flat() })

  return {
    page(event) {
      if (event === 'visible') join()
      send({ type: event })
      if (event === 'gone') part()
    },
    isStored: () => state.isStored,
    close() {
      send({ type: 'close' })
      stopWaiting()
      part()
      if (posts.size === 0) end()
    },
    withdraw() {
      events.waiting.length = 0
      events.onWaiting = outbox.take = () => {}
      store.use(undefined)
      tabs?.post(withdrawn(owner))
      send({ type: 'withdraw' })
      stopWaiting()
      part()
      end()
    },
  }
}

function close(rows: Rows): void {
  rows.close()
}
