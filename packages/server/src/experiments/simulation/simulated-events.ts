import type { CompiledRuleset, EvaluationContext } from '@sluice/core'
import { uuidV7 } from '@sluice/core/events'
import type { StoredEvent } from '@sluice/events/spool'
import { createGenerator, type Generator as Chance } from '@sluice/stats'

const DAY_MS = 86_400_000

/** What people are made to do. */
export interface SimulatedOutcome {
  /** The share of units that do it, in the control. */
  readonly rate: number
  /** By how much more that is in a variant: 0.1 is a tenth more. */
  readonly lift?: Readonly<Record<string, number>> | undefined
  /** The value that it has, uniform from half of it to one and a half. */
  readonly value?: number | undefined
  /** On which day after they came it happens, from 0 on, which it is unless given. */
  readonly afterDays?: number | undefined
}

/** Who is made to come, and what they do. */
export interface Simulation {
  readonly days: number
  readonly unitsPerDay: number
  /** The same seed makes the same people. */
  readonly seed: number
  readonly outcomes: Readonly<Record<string, SimulatedOutcome>>
  /** Attributes with the shares of their values. */
  readonly attributes?: Readonly<Record<string, Readonly<Record<string, number>>>> | undefined
}

/** What a simulation takes of a service. */
export interface SimulationPlace {
  readonly environment: string
  readonly experiment: string
  readonly flag: string
  readonly unit: string
  readonly compiled: CompiledRuleset
  readonly pseudonymOf: (unit: string, value: string) => string
  /** Epoch milliseconds, both. */
  readonly from: number
  readonly to: number
}

/** Makes the events of people who never were, evaluated by the ruleset as everybody else is. */
export function* simulatedEvents(
  place: SimulationPlace,
  simulation: Simulation,
): Generator<StoredEvent, void, undefined> {
  const { from, to, unit, experiment, compiled, flag } = place
  const chance = createGenerator(simulation.seed)
  const people = Math.round(simulation.days * simulation.unitsPerDay)
  for (let index = 0; index < people; index++) {
    const value = `simulated-${experiment}-${index}`
    const attributes = attributesOf(simulation, chance)
    const at = Math.floor(from + chance.uniform() * (to - from))
    const context: EvaluationContext = {
      targetingKey: value,
      anonymousKey: value,
      [unit]: value,
      ...attributes,
    }
    const evaluation = compiled.evaluate(flag, context, at)
    // Always as many draws for a person, so that one outcome more changes nobody else.
    const draws = Object.entries(simulation.outcomes).map(
      ([name, outcome]) =>
        [name, outcome, chance.uniform(), chance.uniform(), chance.uniform()] as const,
    )
    if (!('variant' in evaluation)) continue
    const { variant, metadata, reason } = evaluation
    if (metadata.experiment !== experiment) continue
    const base = baseOf(place, value, attributes, chance)
    yield {
      ...base(at, 1),
      type: 'exposure',
      flag,
      variant,
      reason,
      phase: 'commit',
      weight: 1,
      contextHash: 'simulated',
      experiment,
      ...(metadata.allocationVersion !== undefined && {
        allocationVersion: metadata.allocationVersion,
      }),
      ...(metadata.version !== undefined && { version: metadata.version }),
      ...(metadata.ruleId !== undefined && { ruleId: metadata.ruleId }),
    }
    let sequence = 1
    for (const [name, outcome, does, how, when] of draws) {
      const { rate, lift, value: size, afterDays = 0 } = outcome
      if (does >= rate * (1 + (lift?.[variant] ?? 0))) continue
      // What comes after the end is not there to be seen.
      if (at + afterDays * DAY_MS >= to - 1) continue
      const later = Math.min(to - 1, at + 1 + Math.floor((afterDays + when) * DAY_MS))
      yield {
        ...base(later, ++sequence),
        type: 'outcome',
        name,
        ...(size !== undefined && { value: Math.round(size * (0.5 + how) * 100) / 100 }),
      }
    }
  }
}

function attributesOf({ attributes = {} }: Simulation, chance: Chance): Record<string, string> {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, shares]) => {
      let left = chance.uniform() * Object.values(shares).reduce((sum, share) => sum + share, 0)
      const found = Object.entries(shares).find(([, share]) => (left -= share) < 0)
      return [name, found?.[0] ?? '']
    }),
  )
}

function baseOf(
  { environment, unit, pseudonymOf }: SimulationPlace,
  value: string,
  attributes: Readonly<Record<string, string>>,
  chance: Chance,
): (at: number, sequence: number) => Omit<StoredEvent, 'type'> {
  const units = Object.fromEntries(
    [...new Set(['targetingKey', 'anonymousKey', unit])].map((name) => [
      name,
      pseudonymOf(name, value),
    ]),
  )
  return (at, sequence) => ({
    id: uuidV7(at, chance.uniform),
    environment,
    receivedAt: at,
    at,
    rawAt: String(at),
    session: value,
    sequence,
    units,
    attributes,
    keyId: 'simulation',
    reader: 'simulation',
  })
}
