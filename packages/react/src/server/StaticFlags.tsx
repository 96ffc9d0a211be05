import type { ReactElement } from 'react'
import { REGION_ATTRIBUTE, STATIC_KEY, WAIT_ATTRIBUTE } from '../static/static-page.ts'
import { inlineJson } from './bootstrap-html.ts'
import { InlineScript } from './InlineScript.tsx'

/** A page whose code never arrives shows what is static after so long. */
const LONGEST_WAIT_MS = 3000

/** What `StaticFlags` takes. */
export interface StaticFlagsProps {
  /** The variants that the static page draws, by flag key. */
  readonly drawn: Readonly<Record<string, string>>
  /**
   * How long somebody who was never here may wait for their variant, milliseconds.
   * Default 0: they see what is static first.
   */
  readonly firstVisitMs?: number
  /** Of the page's Content-Security-Policy, where it asks for one. */
  readonly nonce?: string | undefined
}

/**
 * Keeps a page that was drawn for nobody in particular from flashing. Put it into
 * the head and mark the regions with `data-sluice-flag="…"`: before the first
 * paint a region is made invisible, and keeps its place, when what this browser
 * showed last is another variant than the one drawn. `StaticRegions` shows it
 * again in the commit that draws the right one. Without scripts nothing is hidden.
 */
export function StaticFlags({ drawn, firstVisitMs = 0, nonce }: StaticFlagsProps): ReactElement {
  const css = Object.keys(drawn)
    .map((key) => {
      const name = JSON.stringify(key).replaceAll('<', '\\3c ')
      return `[${WAIT_ATTRIBUTE}~=${name}] [${REGION_ATTRIBUTE}=${name}]{visibility:hidden}`
    })
    .join('')
  const code = `(${beforePaint.toString()})(${[drawn, STATIC_KEY, WAIT_ATTRIBUTE, firstVisitMs, LONGEST_WAIT_MS].map(inlineJson).join()})`
  return (
    <>
      {/* oxlint-disable-next-line react/no-danger -- names of flags, as CSS strings */}
      <style nonce={nonce} suppressHydrationWarning dangerouslySetInnerHTML={{ __html: css }} />
      <InlineScript nonce={nonce} text={code} />
    </>
  )
}

/** Runs in the page, as text: it may use nothing but its arguments. */
function beforePaint(
  drawn: Readonly<Record<string, string>>,
  key: string,
  attribute: string,
  firstVisitMs: number,
  longestMs: number,
): void {
  const root = document.documentElement
  let shown: Record<string, unknown> | null | undefined
  try {
    shown = JSON.parse(localStorage.getItem(key) ?? 'null') as typeof shown
    // With very many, over all static pages, it begins anew.
    if (Object.keys(shown ?? {}).length > 100) localStorage.removeItem(key)
  } catch (error) {
    // Blocked or not ours: as on a first visit.
    if (error instanceof SyntaxError) localStorage.removeItem(key)
  }
  let waitMs = firstVisitMs
  const waiting = Object.keys(drawn).filter((flag) => {
    const last = shown?.[flag]
    if (last === undefined) return firstVisitMs > 0
    if (last === drawn[flag]) return false
    waitMs = longestMs
    return true
  })
  if (waiting.length === 0) return
  root.setAttribute(attribute, waiting.join(' '))
  setTimeout(() => root.removeAttribute(attribute), waitMs)
}
