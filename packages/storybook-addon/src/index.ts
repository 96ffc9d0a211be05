import * as annotations from './preview.ts'

/**
 * What Storybook adds to every story, for where it does not run: `setProjectAnnotations`
 * of portable stories, and `definePreview`.
 */
export default function sluice(): typeof annotations {
  return annotations
}

export { variantModes } from './variants/variant-modes.ts'
export { setManifest } from './manifest/held-manifest.ts'
export type { ShownManifest } from './manifest/shown-manifest.ts'
export type { SluiceAddonOptions } from './manifest/options.ts'
export type { StoryState } from './report/report.ts'
export type { FlagsToCombine, VariantModes } from './variants/variant-modes.ts'
export type { SluiceParameters } from './story/parameters.ts'
