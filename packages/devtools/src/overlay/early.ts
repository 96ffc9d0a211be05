import type * as Early from './early-overrides.ts'

/** What follows the overlay at once, in a file of its own: the first one is small. */
export const early = (): Promise<typeof Early> => import('./early-overrides.ts')
