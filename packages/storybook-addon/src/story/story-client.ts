import type { SluiceClient } from '@sluice/client'
import { createLocalClient, type LocalSource } from '@sluice/client/local'
import type { EvaluationContext, JsonValue } from '@sluice/core'
import type { StoryState } from '../report/report.ts'

/** What a story client tells. */
export interface StoryClientEvents {
  /** A flag was read, by code with this default. */
  read(key: string, defaultValue: JsonValue): void
  /** A treatment asked whether it is broken. */
  treated(flag: string): void
  /** A treatment threw. */
  crashed(flag: string, variant: string | undefined, error: unknown): void
  /** A provider stands below that of the addon. */
  secondProvider(): void
  /** An exposure or an outcome would have been recorded. */
  recorded(): void
}

/** An outcome that the code recorded. */
export interface TrackedOutcome {
  readonly name: string
  readonly value: number | undefined
}

/** What a story draws with. */
export interface StorySource {
  readonly source: LocalSource
  readonly context: EvaluationContext
  readonly state: StoryState
}

/** The client of one story: a real one, that asks nobody. */
export interface StoryClient extends SluiceClient {
  /** Takes other values from now on, at once. */
  take(source: StorySource): void
  /** What the code recorded, oldest first; nothing while nobody has allowed it. */
  outcomes(): readonly TrackedOutcome[]
}

/**
 * Makes the client of a story. It serves what it is given, tells which flags are read,
 * and keeps exposures on the page: nothing in it knows a way out.
 */
export function createStoryClient(first: StorySource, events: StoryClientEvents): StoryClient {
  const local = createLocalClient({ ...first.source, context: first.context })
  let { state, context } = first
  const allow = (): void => local.setConsent(state === 'no-consent' ? 'denied' : 'granted')
  // A browser that says no to everybody says nothing about a story.
  allow()
  local.onExposure(() => events.recorded())
  const outcomes: TrackedOutcome[] = []
  const { broken } = local.crashes
  const peek: SluiceClient['peek'] = (key, defaultValue) => {
    events.read(key, defaultValue)
    return local.peek(key, defaultValue)
  }
  const client: StoryClient & { wrap: (inner: unknown) => unknown } = {
    ...local,
    peek,
    peekFirst: peek,
    crashes: {
      ...local.crashes,
      broken: {
        has(treatment) {
          const [flag] = JSON.parse(treatment) as [string]
          events.treated(flag)
          return state === 'crashed' || broken.has(treatment)
        },
        add: (treatment) => broken.add(treatment),
        delete: (treatment) => broken.delete(treatment),
      },
      record: (_, { flag, variant, error }) => events.crashed(flag, variant, error),
    },
    track(name, outcome) {
      local.track(name, outcome)
      if (state === 'no-consent') return
      outcomes.push({ name, value: outcome?.value })
      events.recorded()
    },
    outcomes: () => outcomes,
    take(next) {
      const isOther = JSON.stringify(next.context) !== JSON.stringify(context)
      ;({ state, context } = next)
      allow()
      local.update(next.source)
      if (isOther) void local.setContext(next.context)
    },
    // What a provider asks of the one above it: the story goes on reading from this client.
    wrap() {
      events.secondProvider()
      return client
    },
  }
  return client
}
