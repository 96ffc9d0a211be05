import type { FlagDocument } from '../service/shapes/ruleset.ts'

/** What a flag does in an environment. */
export type FlagState = 'on' | 'off' | 'archived' | 'not there'

/** The state of a flag, as its document has it. */
export function stateOf(flag: FlagDocument | undefined): FlagState {
  if (flag === undefined) return 'not there'
  if (flag.archived === true) return 'archived'
  return flag.enabled === false ? 'off' : 'on'
}
