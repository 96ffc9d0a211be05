import type { DevtoolsOptions } from '@sluice/devtools'
import { personas } from './people/personas.ts'

/**
 * How the overlay of the shop is set up. Nothing of it is for production, which has no
 * overlay: names and owners would be in the bundle for nobody.
 */
export const devtools: DevtoolsOptions = import.meta.env.DEV
  ? {
      manifest: async () => (await import('./sluice.manifest.json')).default,
      personas: personas.flatMap(({ name, context }) => (context ? [{ name, context }] : [])),
    }
  : {}
