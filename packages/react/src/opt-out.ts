export { useOptOut } from './use-opt-out.ts'
export type { OptOutControls } from './use-opt-out.ts'
