import type { ProxyOptions } from 'vite'

/** Where the page asks what the service has counted. */
const PATH = '/counted'

/**
 * Lets the page ask its own server for the counts of the service. A page has a
 * client key, which may not read them; the token stays on the server, as it
 * would in a shop of yours.
 */
export function countedProxy(serviceUrl: string): Record<string, ProxyOptions> {
  return {
    [PATH]: {
      target: serviceUrl,
      changeOrigin: true,
      rewrite: () => '/v1/environments/development/exposures?limit=1000',
      headers: { Authorization: 'Bearer sluice_admin_demo' },
    },
  }
}
