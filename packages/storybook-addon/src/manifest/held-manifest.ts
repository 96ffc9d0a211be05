import type { ShownManifest } from './shown-manifest.ts'

const NONE: ShownManifest = { file: 'flags.yaml', scenarios: [], faults: [], environments: [] }

let held = NONE
const listeners = new Set<() => void>()

/** What stories know of the flags at present. */
export function getManifest(): ShownManifest {
  return held
}

/**
 * Takes over what stories are told of the flags. Storybook does it by itself; call it
 * before `composeStories` where a test has the flags from somewhere else.
 */
export function setManifest(manifest: Partial<ShownManifest> | undefined): void {
  held = { ...NONE, ...manifest }
  for (const listener of listeners) listener()
}

/**
 * Calls back when there are other flags.
 *
 * @returns how to stop
 */
export function onManifest(listener: () => void): () => void {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}
