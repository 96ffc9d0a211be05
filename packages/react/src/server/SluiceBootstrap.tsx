import type { Bootstrap } from '@sluice/client'
import type { ReactElement } from 'react'
import { BOOTSTRAP_ID } from '../hydration/bootstrap-element.ts'
import { inlineJson } from './bootstrap-html.ts'
import { InlineScript } from './InlineScript.tsx'
import { servedModules, type TreatmentModules } from './treatment-modules.ts'

/** What `SluiceBootstrap` takes. */
export interface SluiceBootstrapProps {
  /** What `evaluateFlags` gave for this request. */
  readonly flags: { readonly bootstrap: Bootstrap }
  /** Of the page's Content-Security-Policy, where it asks for one. */
  readonly nonce?: string | undefined
  /** The code of treatments that are loaded: what this request is served of it is preloaded. */
  readonly modules?: TreatmentModules | undefined
}

/**
 * Carries the values of this request to the browser, where `readBootstrap` finds
 * them. It is data and no code. Put it into the shell, before the app.
 */
export function SluiceBootstrap({ flags, nonce, modules }: SluiceBootstrapProps): ReactElement {
  return (
    <>
      {servedModules(flags.bootstrap, modules).map((href) => (
        <link key={href} rel="modulepreload" href={href} nonce={nonce} />
      ))}
      <InlineScript
        id={BOOTSTRAP_ID}
        type="application/json"
        nonce={nonce}
        text={inlineJson(flags.bootstrap)}
      />
    </>
  )
}
