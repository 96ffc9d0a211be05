import type { Bootstrap } from '@sluice/client'
import type { ReactElement } from 'react'
import { BOOTSTRAP_ID } from '../hydration/bootstrap-element.ts'
import { inlineJson } from './bootstrap-html.ts'

/** What `SluiceBootstrap` takes. */
export interface SluiceBootstrapProps {
  /** What `evaluateFlags` gave for this request. */
  readonly flags: { readonly bootstrap: Bootstrap }
  /** Of the page's Content-Security-Policy, where it asks for one. */
  readonly nonce?: string | undefined
}

/**
 * Carries the values of this request to the browser, where `readBootstrap` finds
 * them. It is data and no code. Put it into the shell, before the app.
 */
export function SluiceBootstrap({ flags, nonce }: SluiceBootstrapProps): ReactElement {
  return (
    <script
      id={BOOTSTRAP_ID}
      type="application/json"
      nonce={nonce}
      suppressHydrationWarning
      // oxlint-disable-next-line react/no-danger -- JSON in which nothing ends a script
      dangerouslySetInnerHTML={{ __html: inlineJson(flags.bootstrap) }}
    />
  )
}
