import type { ReactElement } from 'react'
import { DRAWN_CLASS } from '../hydration/drawn-exposures.ts'
import { drawnScripts, type DrawnReport } from './exposures-html.ts'

/** What `SluiceExposures` takes. */
export interface SluiceExposuresProps extends DrawnReport {}

/**
 * Does what `exposuresHtml` does, as an element. Put it after the app, because it
 * knows what was drawn before it.
 */
export function SluiceExposures(props: SluiceExposuresProps): ReactElement | null {
  const scripts = drawnScripts(props)
  const { nonce } = props
  if (!scripts) return null
  return (
    <>
      <script
        className={DRAWN_CLASS}
        type="application/json"
        nonce={nonce}
        suppressHydrationWarning
        // oxlint-disable-next-line react/no-danger -- JSON in which nothing ends a script
        dangerouslySetInnerHTML={{ __html: scripts.json }}
      />
      <script
        nonce={nonce}
        suppressHydrationWarning
        // oxlint-disable-next-line react/no-danger -- our own code, with JSON in which nothing ends a script
        dangerouslySetInnerHTML={{ __html: scripts.code }}
      />
    </>
  )
}
