import { keep } from './keep.ts'
import type { Settings } from './memory.ts'
import type { Stand } from './stand.ts'

/** Decides something about an overlay, which the browser remembers. */
export function setSettings(
  stand: Pick<Stand, 'settings' | 'show'>,
  more: Partial<Settings>,
): void {
  stand.settings = { ...stand.settings, ...more }
  keep('settings', stand.settings)
  stand.show()
}
