import type { Stand } from './stand.ts'

/** Whoever deals with what was kept from before: an overlay of the page, or a tab of other devtools. */
export type Keeper = Pick<Stand, 'client' | 'options' | 'notices' | 'settings' | 'show'> & {
  readonly root: Pick<HTMLElement, 'isConnected'>
}
