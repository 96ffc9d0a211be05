import { expect, it } from 'vitest'
import type { Metric } from '@sluice/core'
import { livedOf } from './lived.ts'

const DAY_MS = 86_400_000
const shared = { outcome: 'order', direction: 'higher_is_better' } as const
const definitions: Record<string, Metric> = {
  ordered: { kind: 'conversion', ...shared, windowMs: 7 * DAY_MS, completeOnly: true },
  soon: { kind: 'conversion', ...shared, windowMs: 30 * DAY_MS },
  back: { kind: 'retention', ...shared, fromMs: DAY_MS, toMs: 2 * DAY_MS },
}
const planOf = (primary: readonly string[], guardrails: readonly string[] = []) => {
  const metric = (key: string) => ({ key, kind: 'rate', direction: 'higher_is_better' }) as const
  return {
    primary: primary.map(metric),
    guardrails: guardrails.map((key) => ({ ...metric(key), margin: 0.1 })),
    definitions,
  }
}

it('is the slowest metric that decides, of the primary ones and the guardrails', () => {
  expect(livedOf(planOf(['back', 'ordered', 'soon']))).toEqual({
    metric: 'ordered',
    ms: 7 * DAY_MS,
  })
  expect(livedOf(planOf(['soon'], ['back']))).toEqual({ metric: 'back', ms: 2 * DAY_MS })
})

it('is nothing where every unit counts at once, as in a window that need not be over', () => {
  expect(livedOf(planOf(['soon']))).toBeUndefined()
})
