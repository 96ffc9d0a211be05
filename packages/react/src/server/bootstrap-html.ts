import type { Bootstrap } from '@sluice/client'
import { BOOTSTRAP_ID } from '../hydration/bootstrap-element.ts'
import { servedModules, type TreatmentModules } from './treatment-modules.ts'

/**
 * Writes JSON so that no text in it ends the script around it, whatever a value
 * or an attribute holds.
 */
export function inlineJson(value: unknown): string {
  return JSON.stringify(value)
    .replaceAll('<', '\\u003c')
    .replaceAll('\u2028', '\\u2028')
    .replaceAll('\u2029', '\\u2029')
}

/**
 * Writes the element of `SluiceBootstrap` as HTML, for a template that React does
 * not draw.
 *
 * @param flags - what `evaluateFlags` gave for this request
 * @param nonce - of the page's Content-Security-Policy, where it asks for one
 * @param modules - the code of treatments that are loaded: what this request is served of it is preloaded
 */
export function bootstrapHtml(
  flags: { readonly bootstrap: Bootstrap },
  nonce?: string,
  modules?: TreatmentModules,
): string {
  const attribute = nonce === undefined ? '' : ` nonce="${escapeAttribute(nonce)}"`
  const links = servedModules(flags.bootstrap, modules).map(
    (href) => `<link rel="modulepreload" href="${escapeAttribute(href)}"${attribute}>`,
  )
  return `${links.join('')}<script id="${BOOTSTRAP_ID}" type="application/json"${attribute}>${inlineJson(flags.bootstrap)}</script>`
}

/** Escapes what stands between double quotes. */
export function escapeAttribute(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;')
}
