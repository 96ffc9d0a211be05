import { describe, expect, it } from 'vitest'
import { bought, of, plan, three } from '../../test/label-experiment.ts'
import { analyze } from './analyze.ts'
import type { AnalysisPlan } from './plan.ts'

const looks = { kind: 'group_sequential', units: 20_000, fractions: [0.5, 1] } as const

const guardrail = {
  key: 'bought',
  kind: 'rate',
  direction: 'higher_is_better',
  margin: 0.1,
} as const

describe('a plan at its borders', () => {
  const shares = (control: number, short: number): Partial<AnalysisPlan> => ({
    variants: [
      { key: 'control', share: control },
      { key: 'short', share: short },
    ],
  })
  it.each([
    [{ primary: [{ ...bought, minimumEffect: 0 }] }, 'minimumEffect'],
    [{ primary: [{ ...bought, minimumEffect: Infinity }] }, 'minimumEffect'],
    [{ primary: [bought, bought] }, 'stands twice'],
    [{ guardrails: [{ ...guardrail, key: 'a', margin: -0.01 }] }, 'margin'],
    [{ guardrails: [{ ...guardrail, key: 'a', margin: Infinity }] }, 'margin'],
    [{ guardrails: [{ ...guardrail, key: 'a', alpha: 0 }] }, 'alpha'],
    [{ guardrails: [{ ...guardrail, key: 'a', alpha: 0.5 }] }, 'alpha'],
    [{ alpha: 0 }, '$.alpha'],
    [{ alpha: 1, power: 0.9 }, '$.alpha'],
    [{ power: 0.05 }, '$.power'],
    [{ power: 1 }, '$.power'],
    [shares(1.2, -0.2), '$.variants: The shares sum to'],
    [shares(-0.5, 1.5), '$.variants: The shares sum to'],
    [shares(0.5, 0.4), '$.variants: The shares sum to'],
    [{ variants: three.variants, stopping: looks }, '$.correction'],
    [{ variants: [{ key: 'control', share: 1 }] }, 'Name two or more'],
    [{ stopping: { kind: 'fixed', units: 0 } }, 'units'],
    [{ stopping: { kind: 'fixed', units: 1.5 } }, 'units'],
    [{ stopping: { ...looks, fractions: [] } }, 'fractions'],
    [{ stopping: { ...looks, fractions: [0, 1] } }, 'fractions'],
    [{ stopping: { ...looks, fractions: [1, 0.5] } }, 'fractions'],
    [{ stopping: { ...looks, fractions: [0.5, Infinity] } }, 'fractions'],
    [{ stopping: { kind: 'always_valid', tunedFor: 0 } }, 'tunedFor'],
    [{ stopping: { kind: 'always_valid', maximumUnits: 0 } }, 'units'],
  ] as const)('is refused beyond them: %o', (changed, fault) => {
    expect(() => analyze({ ...plan, ...changed }, of(1000))).toThrow(fault)
  })

  it.each([
    { primary: [{ ...bought, minimumEffect: 0.01 }] },
    { guardrails: [{ ...guardrail, key: 'a', margin: 0, alpha: 0.499 }] },
    { guardrails: [{ ...guardrail, key: 'a', margin: 0.99 }] },
    { guardrails: [{ ...guardrail, key: 'a', direction: 'lower_is_better', margin: 1.5 }] },
    { guardrails: [{ ...guardrail, key: 'a', kind: 'mean', margin: 1.5 }] },
    { alpha: 0.8, power: 0.9 },
    { power: 0.06 },
    { variants: three.variants, stopping: looks, correction: 'bonferroni' },
    { variants: three.variants, stopping: looks, correction: 'none' },
    { variants: three.variants, correction: 'hochberg' },
    { stopping: looks, correction: 'holm' },
    { stopping: { kind: 'always_valid', maximumUnits: 1, tunedFor: 1 } },
  ] as const)('is taken within them: %o', (changed) => {
    expect(() => analyze({ ...plan, ...changed }, of(1000))).not.toThrow()
  })
})
