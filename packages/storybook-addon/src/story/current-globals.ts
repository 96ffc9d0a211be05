import { GLOBALS } from '../ids.ts'
import { isRecord } from './parameters.ts'
import type { Globals } from './story-session.ts'

let heard: Globals | undefined

/**
 * Hears what is chosen in Storybook now.
 *
 * @param user - what people chose, without what a story names itself
 */
export function hearGlobals(user: Globals): void {
  heard = user
}

/**
 * Brings what a story is drawn with up to date. Storybook takes it down when it begins to
 * draw, and the next choice may be made, and drawn by us, before it has.
 *
 * @param drawn - `globals` of the story's context
 * @param named - `storyGlobals` of it: what the story names itself, which nobody's choice changes
 */
export function currentGlobals(drawn: Globals, named: unknown): Globals {
  const fixed = isRecord(named) ? named : {}
  const late = Object.values(GLOBALS).filter(
    (name) => heard && !(name in fixed) && heard[name] !== drawn[name],
  )
  if (late.length === 0) return drawn
  return { ...drawn, ...Object.fromEntries(late.map((name) => [name, heard?.[name]])) }
}
