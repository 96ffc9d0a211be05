import type { EventBatchAnswer, EventRefusal } from '@sluice/core'
import type { ParsedEvent } from '@sluice/core/schema'
import type { Principal } from '../auth/principal.ts'
import { HttpError } from '../http/http-error.ts'
import type { GrantUses } from '../grants/grant-uses.ts'
import type { Clock } from '../live/clock.ts'
import type { LiveEnvironment } from '../live/live-environments.ts'
import type { Batch } from './batch.ts'
import { checkEvent } from './checked-event.ts'
import type { FloodBook } from './flood-book.ts'
import type { IntakeLimits } from './intake-limits.ts'
import type { IntakeMetrics } from './intake-metrics.ts'
import type { Overload } from './load-watch.ts'
import type { Pseudonyms } from './pseudonyms.ts'
import { createRateCap } from './rate-caps.ts'
import { createRecentIds, type RecentIds } from './recent-ids.ts'
import { recordOf } from './record-of.ts'
import type { Samplings } from './samplings.ts'
import type { StoredEvent } from '@sluice/events/spool'

/** Longest that anybody is told to wait, in seconds. */
const LONGEST_WAIT_S = 3_600

/** When whoever was turned away by a busy process may come again, in seconds. */
const BUSY_RETRY_S = { from: 2, to: 10 }

/** What taking events takes. */
export interface IntakeDeps {
  readonly clock: Clock
  /** In `[0, 1)`. */
  readonly random: () => number
  readonly limits: IntakeLimits
  /** `undefined` where the secret of the data folder cannot be used: then nothing is taken. */
  readonly pseudonyms: () => Pseudonyms | undefined
  readonly overload: () => Overload | undefined
  /**
   * Resolves once the events are on disk.
   *
   * @throws HttpError status 503
   */
  readonly keep: (events: readonly StoredEvent[]) => Promise<void>
  /** Hears of events that are on disk. */
  readonly onKept: (environment: string, events: readonly StoredEvent[]) => void
  readonly metrics: IntakeMetrics
  readonly isForced: GrantUses['isForced']
  readonly samplings: Samplings
  /** Hears of a key whose events were turned away because it sent more than a key may. */
  readonly onFlood: FloodBook['note']
}

/** Who sends, and where to. */
export interface Sender {
  readonly principal: Principal
  readonly environment: LiveEnvironment
}

/** Takes batches of events. */
export interface Intake {
  /** Whether events are turned away for a moment: then nobody reads what was sent. */
  isShedding(): boolean
  /**
   * Turns events away before anything is made of them.
   *
   * @throws HttpError as `take` does at once
   */
  admit(): void
  /**
   * Looks at every event of a batch and counts it against the caps.
   *
   * @param bodyBytes - of the batch as JSON
   * @returns what keeps the good ones, and answers once they are on disk
   * @throws HttpError `EVENTS_SHED` or `EVENTS_UNAVAILABLE` (503), `TOO_MANY_EVENTS` (429); nothing is counted then
   */
  take(batch: Batch, bodyBytes: number, sender: Sender): () => Promise<EventBatchAnswer>
}

/** An exposure whose weight does not fit what its flag samples now. */
interface Doubtful {
  readonly index: number
  readonly event: ParsedEvent & { readonly type: 'exposure' }
}

/** Makes the intake: everything between a batch and the disk that is not HTTP. */
export function createIntake(deps: IntakeDeps): Intake {
  const { clock, limits, metrics } = deps
  const recent = createRecentIds()
  const caps = {
    key: createRateCap(
      { perSecond: limits.keyEventsPerSecond, burst: limits.keyEventsPerSecond * 10 },
      1_000,
      () => clock.monotonic(),
    ),
    unit: createRateCap(
      { perSecond: limits.unitEventsPerSecond, burst: limits.unitBurst },
      limits.watchedUnits,
      () => clock.monotonic(),
    ),
  }

  const refuseAtOnce = (): Pseudonyms => {
    const overload = deps.overload()
    const pseudonyms = deps.pseudonyms()
    if (overload !== undefined) {
      metrics.shed(overload)
      throw busy(deps.random())
    }
    if (pseudonyms === undefined) throw withoutSecret()
    return pseudonyms
  }

  const countAgainstCaps = (batch: Batch, { principal, environment }: Sender): void => {
    if (principal.kind !== 'client_key') return
    const shares = sharesOf(batch, environment.key)
    const count = batch.events.length
    let waitMs = caps.key.waitMs(principal.id, count)
    if (waitMs > 0) deps.onFlood(environment.key, principal, count, clock.now())
    for (const [unit, some] of shares) waitMs = Math.max(waitMs, caps.unit.waitMs(unit, some))
    if (waitMs > 0) {
      metrics.capped(environment.key)
      throw tooMany(waitMs)
    }
    caps.key.take(principal.id, count)
    for (const [unit, some] of shares) caps.unit.take(unit, some)
  }

  const isDoubtful = (
    event: ParsedEvent,
    { principal, environment }: Sender,
  ): event is Doubtful['event'] =>
    // Who holds a server key may count as they like; a client key is everybody's.
    principal.kind === 'client_key' &&
    event.type === 'exposure' &&
    !deps.samplings.isKnown(environment, event.flag, event.weight)

  const weightRefusal = async (
    { id, flag, weight }: Doubtful['event'],
    index: number,
    environment: LiveEnvironment,
  ): Promise<EventRefusal | undefined> => {
    if (await deps.samplings.wasEver(environment, flag, weight)) return undefined
    const message = `weight: ${weight} fits nothing that "${flag}" ever sampled. Send 10000 / "sampleBps" as it came with the value, and 1 where none did.`
    return { index, id, code: 'EVENT_WEIGHT', message }
  }

  return {
    isShedding: () => deps.overload() !== undefined,
    admit: () => void refuseAtOnce(),
    take(batch, bodyBytes, sender) {
      const pseudonyms = refuseAtOnce()
      countAgainstCaps(batch, sender)
      const { environment } = sender
      const options = {
        ...sender,
        pseudonyms,
        receivedAt: clock.now(),
        sentAt: batch.sentAt,
        reader: batch.reader,
        sdk: batch.sdk,
        isForced: deps.isForced,
      }
      const refused: EventRefusal[] = []
      const fresh = new FreshEvents(recent, environment.key)
      const doubtful: Doubtful[] = []
      const limitBytes = bodyBytes > limits.eventBytes ? limits.eventBytes : undefined
      for (const [index, value] of batch.events.entries()) {
        const checked = checkEvent(value, index, limitBytes)
        if ('refusal' in checked) refused.push(checked.refusal)
        else if (isDoubtful(checked.event, sender)) doubtful.push({ index, event: checked.event })
        else fresh.add(checked, (text) => recordOf(checked.event, text, options))
      }
      return async () => {
        for (const { index, event } of doubtful) {
          const refusal = await weightRefusal(event, index, environment)
          if (refusal !== undefined) refused.push(refusal)
          else fresh.add({ event }, (text) => recordOf(event, text, options))
        }
        refused.sort((a, b) => a.index - b.index)
        if (fresh.events.length > 0) await deps.keep(fresh.events)
        const first = fresh.kept()
        for (const { code } of refused) metrics.refused(environment.key, code)
        metrics.repeated(environment.key, fresh)
        metrics.accepted(environment.key, first)
        deps.onKept(environment.key, first)
        return { accepted: batch.events.length - refused.length, refused }
      }
    },
  }
}

/** The events of one batch that are not known to be on disk already. */
class FreshEvents {
  readonly events: StoredEvent[] = []
  /** How many came before, with the same words or with others. */
  same = 0
  conflict = 0
  readonly #recent: RecentIds
  readonly #environment: string
  /** What each of the events said, by its id and in their order. */
  readonly #texts = new Map<string, string>()

  constructor(recent: RecentIds, environment: string) {
    this.#recent = recent
    this.#environment = environment
  }

  add({ event }: { readonly event: ParsedEvent }, record: (text: string) => StoredEvent): void {
    // Each environment counts for itself, also what was sent to two of them.
    const id = this.#environment + event.id
    const text = JSON.stringify(event)
    const before = this.#texts.get(id)
    const seen =
      before === undefined ? this.#recent.look(id, text) : before === text ? 'same' : 'conflict'
    if (seen !== 'new') {
      this[seen]++
      return
    }
    this.#texts.set(id, text)
    this.events.push(record(text))
  }

  /**
   * They are on disk: only now may the same ones be left out.
   *
   * @returns those that no other batch brought while these were written
   */
  kept(): readonly StoredEvent[] {
    const texts = [...this.#texts]
    return this.events.filter((_event, index) => {
      const [id = '', text = ''] = texts[index] ?? []
      const seen = this.#recent.look(id, text)
      if (seen === 'new') this.#recent.keep(id, text)
      else this[seen]++
      return seen === 'new'
    })
  }
}

/** How many events each unit has in a batch, whatever they turn out to be. */
function sharesOf({ events }: Batch, environment: string): Map<string, number> {
  const shares = new Map<string, number>()
  for (const event of events) {
    const name = `${environment}\0${unitOf(event)}`
    shares.set(name, (shares.get(name) ?? 0) + 1)
  }
  return shares
}

const MOST_UNIT_LENGTH = 128

function unitOf(event: unknown): string {
  const { units } = (event ?? {}) as { readonly units?: unknown }
  const { targetingKey, anonymousKey } = (units ?? {}) as Record<string, unknown>
  const unit = targetingKey ?? anonymousKey
  return typeof unit === 'string' ? unit.slice(0, MOST_UNIT_LENGTH) : ''
}

function tooMany(waitMs: number): HttpError {
  const seconds = Math.min(Math.max(Math.ceil(waitMs / 1000), 1), LONGEST_WAIT_S)
  return new HttpError(
    'TOO_MANY_EVENTS',
    `More events came than one key or one unit may send. Keep these, and send them again in ${seconds} s.`,
    { status: 429, headers: { 'Retry-After': String(seconds) } },
  )
}

function busy(share: number): HttpError {
  const { from, to } = BUSY_RETRY_S
  return new HttpError(
    'EVENTS_SHED',
    'The service has more to do than it can, so it takes no events for a moment. Keep them, and send them again.',
    { status: 503, headers: { 'Retry-After': String(Math.ceil(from + (to - from) * share)) } },
  )
}

function withoutSecret(): HttpError {
  return new HttpError(
    'EVENTS_UNAVAILABLE',
    'The secret that units are made pseudonyms with cannot be used. See the log of the service; keep the events.',
    { status: 503, headers: { 'Retry-After': '60' } },
  )
}
