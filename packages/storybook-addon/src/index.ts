import type { PreviewAddon } from 'storybook/internal/csf'
import * as annotations from './preview.ts'
import type { SluiceParameters } from './story/parameters.ts'

/** What the addon adds to the types of stories that are made by `definePreview`. */
export interface SluiceTypes {
  readonly parameters: { readonly sluice?: SluiceParameters }
}

/**
 * What Storybook adds to every story, for where it does not do so by itself: a preview that
 * is made by `definePreview`, and `setProjectAnnotations` of portable stories.
 *
 * @example
 * export default definePreview({ addons: [sluice()] })
 */
export default function sluice(): PreviewAddon<SluiceTypes> {
  return annotations
}

export { variantModes } from './variants/variant-modes.ts'
export { setManifest } from './manifest/held-manifest.ts'
export type { ShownManifest } from './manifest/shown-manifest.ts'
export type { SluiceAddonOptions } from './manifest/options.ts'
export type { StoryState } from './report/report.ts'
export type { FlagsToCombine, VariantModes } from './variants/variant-modes.ts'
export type { SluiceParameters } from './story/parameters.ts'
