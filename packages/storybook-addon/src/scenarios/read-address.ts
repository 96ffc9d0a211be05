import { withoutScenario } from '@sluice/client/scenarios'
import { readPasted, type Pasted } from './read-pasted.ts'

/** What an address brought from the overlay. */
export interface Brought {
  readonly pasted: Pasted
  /** The same address without it. */
  readonly rest: string
}

/** Reads what the overlay shares behind an address; `undefined` where there is none. */
export function readAddress(address: string): Brought | undefined {
  if (!/#(?:.*[#&?])?sluice=/.test(address)) return undefined
  return { pasted: readPasted(address), rest: withoutScenario(address) }
}
