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

/** People who never were. */
export interface Strangers {
  readonly people: number
  /** Whether only such as have the treatment, or as many with the control. */
  readonly have: 'treatment' | 'either'
  /** The variant whose people crash, every one of them. */
  readonly crashWith: 'on' | 'off'
}

/** Of so many there is one with the treatment, if any has it. */
const MOST_TRIED = 50

/**
 * Makes up people who never came before.
 *
 * @param ids - chance of its own for the ids of events, so that their shape changes nobody
 */
export function createPeople(flag: string, treatment: string, chance: Generator, ids: Generator) {
  let [made, invented] = [0, 0]
  const evaluated = (ruleset: CompiledRuleset, id: string, now: number) => {
    const units = { targetingKey: id }
    const found = ruleset.evaluate(flag, units, now)
    if (!('variant' in found) || found.variant === undefined) return undefined
    const { variant, reason, metadata } = found
    const { ruleId, version, allocationVersion } = metadata
    const own = { units, session: id, flag, variant, version, allocationVersion }
    return { variant, own, met: { reason, ...(ruleId !== undefined && { ruleId }) } }
  }
  const exposure = (own: object, met: object, at: number): object => ({
    ...own,
    ...met,
    at,
    type: 'exposure',
    id: uuidV7(at, ids.uniform),
    sequence: 1,
    phase: 'commit',
    weight: 1,
    contextHash: 'c',
  })
  const crash = (own: object, at: number): object => ({
    ...own,
    at,
    type: 'crash',
    id: uuidV7(at, ids.uniform),
    sequence: 2,
    message: 'It broke.',
  })
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
        const found = evaluated(ruleset, `p-${++made}`, now)
        if (found === undefined) continue
        const { variant, own, met } = found
        if (variant === treatment) treated++
        if (chance.uniform() < weather.loss(variant)) continue
        const at = Math.round(now - chance.uniform() * spanMs)
        events.push(exposure(own, met, at))
        if (chance.uniform() < weather.crashRate(variant)) events.push(crash(own, at))
      }
      return { events, people: count, treated }
    },
    /** Events of people who never were, as the rule would draw them. */
    makeUp(
      ruleset: CompiledRuleset,
      { people, have, crashWith }: Strangers,
      now: number,
    ): readonly object[] {
      const events: object[] = []
      let drawn = 0
      // Once the flag is back nobody is drawn, and there is nothing to copy.
      for (let tried = 0; tried < MOST_TRIED * people && drawn < people; tried++) {
        const found = evaluated(ruleset, `x-${++invented}`, now)
        if (found?.met.ruleId === undefined) continue
        if (have === 'treatment' && found.variant !== treatment) continue
        drawn++
        events.push(exposure(found.own, found.met, now))
        if (found.variant === crashWith) events.push(crash(found.own, now))
      }
      return events
    },
  }
}
