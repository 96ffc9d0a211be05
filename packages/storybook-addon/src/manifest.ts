export { getManifest, onManifest, setManifest } from './manifest/held-manifest.ts'
export type { LiveService, ShownManifest } from './manifest/shown-manifest.ts'
