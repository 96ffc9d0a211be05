/** What the browser tells of one moment; members are there by the type. */
export interface VitalEntry {
  readonly entryType: string
  /** Milliseconds since the page began. */
  readonly startTime: number
  readonly duration: number
  /** Of layout shifts: how much moved, and whether somebody had just done something. */
  readonly value?: number
  readonly hadRecentInput?: boolean
  /** Of events: the same for all events of one interaction; 0 for what is none. */
  readonly interactionId?: number
}

/** What is asked of the browser, and from which duration on it tells. */
export const OBSERVED: readonly (readonly [type: string, durationThreshold?: number])[] = [
  ['largest-contentful-paint'],
  ['layout-shift'],
  ['longtask'],
  ['event', 40],
  ['first-input'],
]
