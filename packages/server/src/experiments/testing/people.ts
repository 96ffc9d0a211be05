import { uuidV7 } from '@sluice/core/events'
import type { TestService } from '../../api/test-service.ts'

/** The shop's question in tests: a flag, its metrics, and an experiment on it. */
export const QUESTION = {
  schemaVersion: 1,
  attributes: {
    country: { type: 'string', stored: true },
    email: { type: 'string', sensitive: true },
  },
  metrics: {
    bought: {
      kind: 'conversion',
      outcome: 'purchase',
      direction: 'higher_is_better',
      title: 'Bought something',
    },
    revenue: {
      kind: 'sum',
      outcome: 'purchase',
      direction: 'higher_is_better',
      unit: 'EUR',
      winsorize: { upper: 500 },
    },
    crashed: {
      kind: 'conversion',
      crashes: true,
      direction: 'lower_is_better',
      margin: 1,
    },
    spent75: {
      kind: 'quantile',
      outcome: 'purchase',
      probability: 0.75,
      direction: 'higher_is_better',
    },
    waited: {
      kind: 'time_to_event',
      outcome: 'purchase',
      horizonMs: 86_400_000,
      direction: 'lower_is_better',
    },
  },
  experiments: {
    words: {
      title: 'Words on the button',
      hypothesis: 'A warm button is pressed more often, because it sounds like a person.',
      flag: 'cta',
      rule: 'halves',
      control: 'plain',
      primary: ['bought'],
      secondary: ['revenue', 'spent75', 'waited'],
      segments: ['country'],
      covariates: ['country'],
      stopping: { kind: 'always_valid' },
      weeks: 2,
      tags: ['checkout'],
    },
  },
  flags: {
    cta: {
      kind: 'experiment',
      type: 'string',
      variants: { plain: 'Place order', warm: 'Send it on its way' },
      defaultVariant: 'plain',
      rules: [
        {
          id: 'halves',
          serve: {
            split: [
              { variant: 'plain', weightBps: 5000 },
              { variant: 'warm', weightBps: 5000 },
            ],
          },
        },
      ],
    },
  },
}

/** What somebody does after having seen a variant; nothing unless given. */
export type Behaviour = (variant: string, index: number) => number | undefined

/** Puts a document in the place of the ruleset of `shop`. */
export async function putRuleset(
  service: TestService,
  document: object,
  headers: Readonly<Record<string, string>> = {},
): Promise<Response> {
  const current = await service.send('GET', '/v1/environments/shop/ruleset')
  return service.send('PUT', '/v1/environments/shop/ruleset', {
    body: document,
    headers: { 'If-Match': current.headers.get('ETag') ?? '', ...headers },
  })
}

interface Evaluated {
  readonly variant: string
  readonly metadata: Readonly<Record<string, unknown>>
}

/**
 * Lets people come: each is evaluated by the service, sees what came out, and does what they do.
 *
 * @returns how many saw each variant
 */
export async function comeAndGo(
  service: TestService,
  people: number,
  behaviour: Behaviour,
  more: {
    readonly prefix?: string
    readonly context?: (index: number) => object
    /** Exposures that do not arrive. */
    readonly loses?: (variant: string, index: number) => boolean
  } = {},
): Promise<Record<string, number>> {
  const { prefix = 'person', context = () => ({}), loses = () => false } = more
  const seen: Record<string, number> = {}
  const events: object[] = []
  for (let index = 0; index < people; index++) {
    const targetingKey = `${prefix}-${index}`
    const own = { country: index % 3 === 0 ? 'DE' : 'FR', ...context(index) }
    const answer = await service.send('POST', '/ofrep/v1/evaluate/flags/cta', {
      as: 'server',
      body: { context: { targetingKey, ...own } },
    })
    const { variant, metadata } = (await answer.json()) as Evaluated
    seen[variant] = (seen[variant] ?? 0) + 1
    const at = Date.now()
    let sequence = 0
    const base = {
      units: { targetingKey },
      attributes: { country: own.country },
      session: targetingKey,
      at,
    }
    const made = (): { id: string; sequence: number } => ({
      id: uuidV7(at, Math.random),
      sequence: ++sequence,
    })
    if (!loses(variant, index)) {
      events.push({
        ...base,
        ...made(),
        type: 'exposure',
        flag: 'cta',
        variant,
        ...metadata,
        reason: 'SPLIT',
        phase: 'commit',
        weight: 1,
        contextHash: 'c',
      })
    }
    const value = behaviour(variant, index)
    if (value !== undefined) {
      events.push({ ...base, ...made(), at: at + 1, type: 'outcome', name: 'purchase', value })
    }
  }
  await postEvents(service, events)
  return seen
}

/** Sends events as a backend does. */
export async function postEvents(service: TestService, events: readonly object[]): Promise<void> {
  for (let from = 0; from < events.length; from += 500) {
    const answer = await service.send('POST', '/v1/events', {
      as: 'server',
      body: { sentAt: Date.now(), events: events.slice(from, from + 500) },
    })
    const { refused } = (await answer.json()) as { readonly refused?: readonly unknown[] }
    if (answer.status !== 200 || refused?.length !== 0) throw new Error(JSON.stringify(refused))
  }
}
