import { readAttribute } from './attributes.ts'
import type { EvaluationContext } from './context.ts'

/**
 * The attributes that a ruleset reads, one slot each. Many rules ask for the same
 * few attributes, so a flag of many rules reads each from the context once.
 */
export interface AttributeSlots {
  readonly names: string[]
  /** What was read last; of this evaluation where the stamp is the current one. */
  readonly seen: unknown[]
  readonly stamps: number[]
  /** Identifies the evaluation at hand. */
  stamp: number
}

/** Makes slots for no attribute yet. */
export function createSlots(): AttributeSlots {
  return { names: [], seen: [], stamps: [], stamp: 0 }
}

/** Finds the slot of an attribute; gives it one when it has none. */
export function slotOf(slots: AttributeSlots, name: string): number {
  const known = slots.names.indexOf(name)
  if (known >= 0) return known
  slots.stamps.push(0)
  slots.seen.push(undefined)
  return slots.names.push(name) - 1
}

/** Begins an evaluation: what was read before counts for nothing, as the context may have changed. */
export function forget(slots: AttributeSlots): void {
  slots.stamp++
}

/** Reads an attribute as `readAttribute` does. */
export function readSlot(slots: AttributeSlots, slot: number, context: EvaluationContext): unknown {
  const { stamp } = slots
  if (slots.stamps[slot] === stamp) return slots.seen[slot]
  const seen = readAttribute(context, slots.names[slot] as string)
  // A getter of the context has evaluated something itself, for another context.
  if (slots.stamp !== stamp) forget(slots)
  slots.stamps[slot] = slots.stamp
  slots.seen[slot] = seen
  return seen
}
