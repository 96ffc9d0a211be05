import { uuidV7 } from '@sluice/core/events'

/** A shop with a question: an experiment on the words of a button. */
export const QUESTION = `schemaVersion: 1
attributes:
  country: { type: string, stored: true }
metrics:
  bought: { kind: conversion, outcome: purchase, direction: higher_is_better }
  slow:
    kind: share_above
    vital: lcp
    threshold: 2500
    direction: lower_is_better
    margin: 2
experiments:
  words:
    title: Words on the button
    hypothesis: A warm button is pressed more often, because it sounds like a person.
    flag: cta
    rule: halves
    control: plain
    primary: [bought]
    guardrails: [{ metric: slow }]
    segments: [country]
    stopping: { kind: always_valid }
    weeks: 2
flags:
  cta:
    kind: experiment
    type: string
    variants: { plain: Place order, warm: Send it on its way }
    defaultVariant: plain
    rules:
      - id: halves
        serve:
          split:
            - { variant: plain, weightBps: 5000 }
            - { variant: warm, weightBps: 5000 }
`

/** So many people come together. */
const AT_ONCE = 50

/** Lets people come to the shop: every third buys, and with the warm button two of three. */
export async function comeAndBuy(
  url: string,
  people: number,
  prefix: string,
  /** Exposures that do not arrive. */
  loses: (variant: string, index: number) => boolean = () => false,
  key: 'server' | 'client' = 'server',
): Promise<void> {
  const send = (path: string, body: object): Promise<Response> =>
    fetch(`${url}${path}`, {
      method: 'POST',
      headers: { Authorization: `Bearer sluice_${key}_demo`, 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    })
  const visit = async (index: number): Promise<object[]> => {
    let sequence = 0
    const units = { targetingKey: `${prefix}-${index}` }
    const answer = await send('/ofrep/v1/evaluate/flags/cta', { context: units })
    const { variant, metadata } = (await answer.json()) as { variant: string; metadata: object }
    const at = Date.now()
    const event = (more: object): object => ({
      id: uuidV7(at, Math.random),
      units,
      session: units.targetingKey,
      sequence: ++sequence,
      at,
      attributes: { country: index % 2 === 0 ? 'DE' : 'FR' },
      ...more,
    })
    const seen = { flag: 'cta', variant, reason: 'SPLIT', phase: 'commit', weight: 1 }
    const buys = index % 3 < (variant === 'warm' ? 2 : 1)
    const exposure = event({ type: 'exposure', ...seen, contextHash: 'c', ...metadata })
    return [
      ...(loses(variant, index) ? [] : [exposure]),
      event({ type: 'outcome', name: 'web-vital.lcp', value: 1000 + (index % 5) * 500 }),
      ...(buys ? [event({ type: 'outcome', name: 'purchase', value: 20 })] : []),
    ]
  }
  const events: object[] = []
  for (let from = 0; from < people; from += AT_ONCE) {
    const length = Math.min(AT_ONCE, people - from)
    const visits = await Promise.all(Array.from({ length }, (_, index) => visit(from + index)))
    events.push(...visits.flat())
  }
  for (let from = 0; from < events.length; from += 500) {
    const batch = { sentAt: Date.now(), events: events.slice(from, from + 500) }
    const answer = await send('/v1/events', batch)
    const { refused } = (await answer.json()) as { readonly refused?: readonly object[] }
    if (!answer.ok || refused?.length !== 0) throw new Error(JSON.stringify({ refused }))
  }
}
