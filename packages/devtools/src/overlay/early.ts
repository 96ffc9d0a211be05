/** What follows the overlay at once, in a file of its own: the first one is small. */
export const early = (): Promise<typeof import('./early-overrides.ts')> =>
  import('./early-overrides.ts')
