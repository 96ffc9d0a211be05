import { isRecord } from '../../records.ts'
import { quote } from '../describe.ts'
import type { Check, Path } from './check.ts'
import { fault, recordOf, recordsOf } from './check.ts'

interface Slot {
  readonly fromBps: number
  readonly toBps: number
  readonly flag: string
  readonly rule: unknown
  readonly at: Path
}

/** Checks that the slots of each layer do not overlap: its experiments exclude each other. */
export function checkLayers(check: Check): void {
  for (const [name, slots] of slotsByLayer(check)) {
    slots.sort((a, b) => a.fromBps - b.fromBps)
    let widest: Slot | undefined
    for (const slot of slots) {
      if (widest !== undefined && slot.fromBps < widest.toBps) {
        fault(
          check,
          slot.at,
          `Slot [${slot.fromBps}, ${slot.toBps}) of layer ${quote(name)} overlaps [${widest.fromBps}, ${widest.toBps}) of rule ${quote(String(widest.rule))} of flag ${quote(widest.flag)}; begin at ${widest.toBps} or later.`,
        )
      }
      if (widest === undefined || slot.toBps > widest.toBps) widest = slot
    }
  }
}

function slotsByLayer(check: Check): ReadonlyMap<string, Slot[]> {
  const layers = new Map<string, Slot[]>()
  for (const [key, flag] of check.activeFlags) {
    for (const [rule, at] of recordsOf(flag['rules'], ['flags', key, 'rules'])) {
      const { layer } = recordOf(rule['serve'])
      if (!isRecord(layer)) continue
      const { name, fromBps, toBps } = layer
      if (typeof name !== 'string' || typeof fromBps !== 'number' || typeof toBps !== 'number') {
        continue
      }
      const slot = { fromBps, toBps, flag: key, rule: rule['id'], at: [...at, 'serve', 'layer'] }
      const slots = layers.get(name)
      if (slots === undefined) layers.set(name, [slot])
      else slots.push(slot)
    }
  }
  return layers
}
