export { insideOf } from './inside/inside.ts'
export type { EventState, Fault, Inside, SentItem } from './inside/inside.ts'
