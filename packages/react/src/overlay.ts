export { overlay } from './drawn-place.ts'
export { useSluiceClient } from './use-sluice-client.ts'
export type { DrawnPlace, Overlay } from './drawn-place.ts'
export type { Region } from './exposure/visibility.ts'
