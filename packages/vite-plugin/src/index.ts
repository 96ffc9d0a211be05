export { sluice } from './plugin.ts'
export type { SluicePluginOptions } from './plugin.ts'
export type { SourceEntry } from './sources.ts'
