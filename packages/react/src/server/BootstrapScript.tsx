import type { Bootstrap } from '@sluice/client'
import type { ReactElement } from 'react'
import { BOOTSTRAP_ID } from '../hydration/bootstrap-element.ts'
import { inlineJson } from './bootstrap-html.ts'

/** What `BootstrapScript` takes. */
export interface BootstrapScriptProps {
  readonly bootstrap: Bootstrap
  /** Of the page's Content-Security-Policy, where it asks for one. */
  readonly nonce?: string | undefined
}

/** Draws the element that carries the values of a request, which is data and no code. */
export function BootstrapScript({ bootstrap, nonce }: BootstrapScriptProps): ReactElement {
  return (
    <script
      id={BOOTSTRAP_ID}
      type="application/json"
      nonce={nonce}
      suppressHydrationWarning
      // oxlint-disable-next-line react/no-danger -- JSON in which nothing ends a script
      dangerouslySetInnerHTML={{ __html: inlineJson(bootstrap) }}
    />
  )
}
