import { createLocalClient } from '@sluice/client/local'
import { createSluiceNode } from '@sluice/node'
import { diskSnapshot } from '@sluice/node/disk'
import { SluiceProvider } from '@sluice/react'
import {
  anonymousKeyCookie,
  bootstrapHtml,
  createAnonymousKey,
  evaluateFlags,
  exposuresHtml,
  readAnonymousKey,
  type TreatmentModules,
} from '@sluice/react/server'
import { StrictMode } from 'react'
import { renderToPipeableStream, type PipeableStream } from 'react-dom/server'
import { App } from './App.tsx'
import { clientKey, url } from './settings.ts'

// One for the process: it holds every rule and evaluates them here.
const sluice = createSluiceNode({
  url: process.env['SLUICE_URL'] ?? 'http://127.0.0.1:4600',
  serverKey: process.env['SLUICE_SERVER_KEY'] ?? 'sluice_server_demo',
  snapshot: diskSnapshot('.sluice.snapshot'),
})

/** What a request brings. */
interface Visit {
  readonly cookies: string | undefined
  readonly isSecure: boolean
  readonly nonce: string
  readonly modules?: TreatmentModules
}

/** What goes out before the app, and the app itself, which follows as a stream. */
interface Page {
  readonly bootstrap: string
  readonly setCookie: string
  readonly stream: PipeableStream
  /** What goes out when the stream has ended: what was drawn, and counts although nobody waits. */
  readonly exposures: () => string
}

/** Evaluates once and draws with these values, as far as it gets without waiting. */
export async function render({ cookies, isSecure, nonce, modules }: Visit): Promise<Page> {
  await sluice.ready()
  const anonymousKey = readAnonymousKey(cookies) ?? createAnonymousKey()
  const flags = evaluateFlags(sluice, { anonymousKey })

  const app = (
    <StrictMode>
      <SluiceProvider client={createLocalClient({ bootstrap: flags.bootstrap })}>
        <App />
      </SluiceProvider>
    </StrictMode>
  )

  const stream = await new Promise<PipeableStream>((resolve, reject) => {
    const drawn = renderToPipeableStream(app, {
      nonce,
      onShellReady: () => resolve(drawn),
      onShellError: reject,
    })
  })
  // This shop asks nobody; yours may.
  const consent = 'granted'
  const exposures = (): string => exposuresHtml({ flags, url, clientKey, consent, nonce })

  return {
    exposures,
    bootstrap: bootstrapHtml(flags, nonce, modules),
    // Again with each visit, so that the year begins anew.
    setCookie: anonymousKeyCookie(anonymousKey, { isSecure }),
    stream,
  }
}
