import type * as Early from './early-overrides.ts'
import { loadAgain } from './load-again.ts'

let loaded: Promise<typeof Early | undefined> | undefined

/**
 * What follows the overlay at once, in a file of its own: the first one is small.
 * `undefined` where it does not load, which the trigger says; it is asked for anew the next time.
 */
export const early = (): Promise<typeof Early | undefined> =>
  (loaded ??= import('./early-overrides.ts')
    .catch(loadAgain<typeof Early>)
    .catch(() => (loaded = undefined)))
