import type { GuardedStore } from '../intake/guarded-store.ts'
import type { AskPrometheus } from '../measure/prometheus/ask-prometheus.ts'
import type { Logger } from '../http/logger.ts'
import type { Clock } from '../live/clock.ts'
import type { Store } from '../store/store.ts'
import type { StreamHub } from '../stream/stream-hub.ts'
import { leaseHolder } from '../lease/lease-holder.ts'
import { askInTurn } from './ask-in-turn.ts'
import { createTurns } from './in-turn.ts'
import { measureBy } from './measure-rollout.ts'
import { createSender } from './message-sender.ts'
import { startRunner, type Runner } from './runner.ts'
import { mayBeInside, type InnerTargets } from './webhooks/inner-targets.ts'
import { postMessage } from './webhooks/post-message.ts'
import { openWebhookSecret } from './webhooks/webhook-secret.ts'

/** How many questions of looks the event store gets at once: it sends away who is too many, and others ask it too. */
const QUESTIONS = 8

/** What the rollouts of a service are run with. */
export interface RolloutsOptions {
  readonly store: Store
  readonly events: Pick<GuardedStore, 'ask'>
  readonly prometheus: AskPrometheus
  readonly hub: Pick<StreamHub, 'receipts'>
  readonly clock: Clock
  readonly logger: Logger
  readonly dataDir: string
  /** Where on this machine and its networks messages may go. */
  readonly messageTargets: InnerTargets
}

/** Starts to run the rollouts of a service that has its data folder to itself. */
export function startRollouts(options: RolloutsOptions): Runner {
  const { store, events, prometheus, hub, clock, logger, dataDir, messageTargets } = options
  const turns = createTurns(clock, { atOnce: QUESTIONS })
  let secret: Uint8Array | undefined
  return startRunner({
    store,
    clock,
    logger,
    ...leaseHolder(dataDir),
    measure: measureBy({
      events: { ask: async (question) => turns(async () => events.ask(question)) },
      prometheus: askInTurn(prometheus, clock),
      floods: store.floods,
    }),
    receipts: (environment, version) => hub.receipts(environment, version),
    sender: createSender({
      store,
      logger,
      now: () => clock.now(),
      secret: () => (secret ??= openWebhookSecret(dataDir)),
      post: async (post) =>
        postMessage({ ...post, allowsInner: mayBeInside(messageTargets, post.url) }),
    }),
  })
}
