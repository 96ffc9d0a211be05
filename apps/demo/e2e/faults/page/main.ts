import {
  createSluiceClient,
  type SluiceClient,
  type SluiceClientOptions,
  type SluiceStatus,
} from '@sluice/client'
import { reportCrash } from '@sluice/client/crashes'
import { withFormerKeys } from '@sluice/client/former-keys'

/** What was known of a client when somebody had waited for it. */
export interface Opened extends Pick<SluiceStatus, 'state' | 'source' | 'storage'> {
  readonly code: string | undefined
  readonly waitedMs: number
}

/** What a test reaches of a page. */
export interface FaultPage {
  readonly create: typeof createSluiceClient
  readonly withFormerKeys: typeof withFormerKeys
  readonly reportCrash: typeof reportCrash
  /** The client that was opened last. */
  client: SluiceClient
  /** What clients told, in order: codes of errors, and values of the gate. */
  readonly told: { errors: string[]; gates: unknown[] }
  /** Makes a client and waits for it as an application does. */
  open(options: SluiceClientOptions): Promise<Opened>
}

declare global {
  var sluice: FaultPage
  /** The same code, loaded once more from another address. */
  var copy: FaultPage
}

const page: FaultPage = {
  create: createSluiceClient,
  withFormerKeys,
  reportCrash,
  // Before `open` there is none, and whoever asks for one has made a mistake.
  client: undefined as never,
  told: { errors: [], gates: [] },
  async open(options) {
    const startedAt = performance.now()
    page.client = createSluiceClient({
      ...options,
      onError: ({ code }) => page.told.errors.push(code),
      onChange(changes) {
        for (const { key, to } of changes) if (key === 'gate') page.told.gates.push(to?.value)
      },
    })
    const { state, source, storage, error } = await page.client.ready()
    return { state, source, storage, code: error?.code, waitedMs: performance.now() - startedAt }
  },
}

globalThis[import.meta.url.includes('/copy/') ? 'copy' : 'sluice'] = page
