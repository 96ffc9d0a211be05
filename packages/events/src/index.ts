export type { StoredEvent, StoredEventType } from './stored-event.ts'
