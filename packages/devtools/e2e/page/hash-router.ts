/** What routers of fragments have read, from the first on. */
export type Routes = readonly string[]

/**
 * A router that has its routes in the fragment: it reads the whole of it when it is made,
 * and then whenever the browser tells it.
 */
export function hashRouter(told: 'popstate' | 'hashchange'): Routes {
  const read: string[] = []
  const look = (): void => void read.push(location.hash.slice(1))
  addEventListener(told, look)
  look()
  return read
}

/** Made before anything else of the page is imported. */
export const madeFirst: readonly Routes[] = [hashRouter('popstate'), hashRouter('hashchange')]
