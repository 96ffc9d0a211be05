import { crc32 } from 'node:zlib'

/** What is known of an event id. */
export type Recent = 'new' | 'same' | 'conflict'

/** The ids of the last events that are on disk, and what their events said. */
export interface RecentIds {
  /**
   * @param id - of the event, after its environment
   * @param text - of the event as it came, without what differs at each sending
   */
  look(id: string, text: string): Recent
  /** Remembers an event that is on disk. */
  keep(id: string, text: string): void
}

/** How many ids have a place. One that comes to a taken place takes it over. */
const PLACES = 1 << 17

/**
 * Makes a memory of recent ids that never grows. It spares the disk what is sent
 * again within minutes, and notices one id on two different events; what it has
 * forgotten the store counts once all the same.
 */
export function createRecentIds(places: number = PLACES): RecentIds {
  const ids: (string | undefined)[] = Array.from({ length: places })
  const sums = new Uint32Array(places)
  // The end of a UUIDv7 is chance.
  const placeOf = (id: string): number => Number.parseInt(id.slice(-8), 16) % places
  return {
    look(id, text) {
      const place = placeOf(id)
      if (ids[place] !== id) return 'new'
      return sums[place] === crc32(text) ? 'same' : 'conflict'
    },
    keep(id, text) {
      const place = placeOf(id)
      ids[place] = id
      sums[place] = crc32(text)
    },
  }
}
