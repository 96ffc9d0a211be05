import type { Embedded } from './embedded.ts'

/** Whether somebody has those devtools open: closed, they may draw it all the same. */
export function isSeen({ drawn }: Embedded): boolean {
  return drawn?.host.checkVisibility({ visibilityProperty: true }) === true
}
