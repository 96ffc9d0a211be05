import type * as Early from './early-overrides.ts'
import { loadAgain } from './load-again.ts'

// Bundlers put the text in its place. It is asked where a file is loaded: some bundlers write every
// file of a module that they have read, whether or not anything of it is left.
declare const process: { readonly env: { readonly NODE_ENV?: string } }

let loaded: Promise<typeof Early | undefined> | undefined

/**
 * What follows the overlay at once, in a file of its own: the first one is small.
 * `undefined` where it does not load, which the trigger says; it is asked for anew the next time.
 */
export const early = (): Promise<typeof Early | undefined> =>
  (loaded ??= load()
    .catch(loadAgain<typeof Early>)
    .catch(() => (loaded = undefined)))

const load = (): Promise<typeof Early | undefined> =>
  process.env.NODE_ENV === 'production'
    ? Promise.resolve(undefined)
    : import('./early-overrides.ts')
