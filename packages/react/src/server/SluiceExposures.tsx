import type { ReactElement } from 'react'
import { DRAWN_CLASS } from '../hydration/drawn-exposures.ts'
import { InlineScript } from './InlineScript.tsx'
import { drawnScripts, type DrawnReport, type DrawnScripts } from './exposures-html.ts'

/** What `SluiceExposures` takes. */
export interface SluiceExposuresProps extends DrawnReport {}

/**
 * Does what `exposuresHtml` does, as an element. Put it after the app, because it
 * knows what was drawn before it, and outside of what React hydrates.
 */
export function SluiceExposures(props: SluiceExposuresProps): ReactElement | null {
  const scripts = drawnScripts(props)
  return scripts ? <DrawnReportScripts scripts={scripts} nonce={props.nonce} /> : null
}

interface DrawnReportScriptsProps {
  /** Absent in a browser, which leaves what the server wrote. */
  readonly scripts: DrawnScripts | undefined
  readonly nonce: string | undefined
}

/** Draws the scripts; the same elements on both sides. */
export function DrawnReportScripts({ scripts, nonce }: DrawnReportScriptsProps): ReactElement {
  const { json, code } = scripts ?? { json: '', code: '' }
  return (
    <>
      <InlineScript className={DRAWN_CLASS} type="application/json" nonce={nonce} text={json} />
      <InlineScript nonce={nonce} text={code} />
    </>
  )
}
