// What a page makes events with: an entry of its own, so that it brings nothing else along.
export { EVENT_LIMITS } from './events/limits.ts'
export { timeOfUuidV7, uuidV7 } from './events/uuid-v7.ts'
