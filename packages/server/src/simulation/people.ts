import type { CompiledRuleset } from '@sluice/core'
import { uuidV7 } from '@sluice/core/events'
import type { Generator } from '@sluice/stats'

/** What the variants do to people, and how events of them fare, at one moment of a day. */
export interface Weather {
  /** Of the usual number of people. */
  readonly traffic: number
  /** Share of people with the variant whose page crashes, in `[0, 1]`. */
  readonly crashRate: (variant: string) => number
  /** Share of the events of people with the variant that get lost, in `[0, 1]`. */
  readonly loss: (variant: string) => number
}

/** Events of some people, ready to be sent. */
export interface Visit {
  readonly events: readonly object[]
  readonly people: number
  readonly treated: number
}

/** Makes up people who never came before. */
export function createPeople(flag: string, treatment: string, chance: Generator) {
  let made = 0
  return {
    /** Lets people meet the flag somewhere in the last `spanMs`. */
    meet(
      ruleset: CompiledRuleset,
      count: number,
      now: number,
      spanMs: number,
      weather: Weather,
    ): Visit {
      const events: object[] = []
      let treated = 0
      for (let person = 0; person < count; person++) {
        const id = `p-${++made}`
        const units = { targetingKey: id }
        const found = ruleset.evaluate(flag, units, now)
        if (!('variant' in found) || found.variant === undefined) continue
        const { variant, reason, metadata } = found
        if (variant === treatment) treated++
        if (chance.uniform() < weather.loss(variant)) continue
        const at = Math.round(now - chance.uniform() * spanMs)
        const { ruleId, version, allocationVersion } = metadata
        const shared = { units, session: id, at, flag, variant, version, allocationVersion }
        events.push({
          ...shared,
          type: 'exposure',
          id: uuidV7(at, chance.uniform),
          sequence: 1,
          reason,
          phase: 'commit',
          weight: 1,
          contextHash: 'c',
          ...(ruleId !== undefined && { ruleId }),
        })
        if (chance.uniform() >= weather.crashRate(variant)) continue
        events.push({
          ...shared,
          type: 'crash',
          id: uuidV7(at, chance.uniform),
          sequence: 2,
          message: 'It broke.',
        })
      }
      return { events, people: count, treated }
    },
  }
}
