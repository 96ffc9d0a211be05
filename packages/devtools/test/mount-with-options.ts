import type { SluiceClient } from '@sluice/client'
import { mountDevtools, type DevtoolsHandle, type DevtoolsOptions } from '../src/index.ts'

/** Mounts the overlay as an app with a manifest would. */
export function mountWithOptions(client: SluiceClient): DevtoolsHandle {
  const options: DevtoolsOptions = {
    manifest: async () => (await import('./sluice.manifest.json')).default,
    personas: [{ name: 'Ingrid in Norway', context: { targetingKey: 'ingrid', country: 'NO' } }],
    consoleUrl: 'https://console.example',
    appVersion: '1.2.3',
  }
  return mountDevtools(client, options)
}
