/** How much may pass, and how fast it grows back. */
export interface Rate {
  readonly perSecond: number
  /** The most that can be saved up. */
  readonly burst: number
}

/** Keeps a share of the room for everybody. */
export interface RateCap {
  /**
   * How long it takes until so much may pass.
   *
   * @returns milliseconds; 0 when it may now
   */
  waitMs(name: string, amount: number): number
  /** Lets it pass. */
  take(name: string, amount: number): void
  readonly size: number
}

interface Bucket {
  left: number
  at: number
}

/**
 * Makes a token bucket for every name, the least recently seen given up first.
 * Who was given up starts with a full one; so a flood of names makes the cap
 * of each weaker, and never takes more memory.
 *
 * @param most - how many are kept
 * @param now - milliseconds that never go back
 */
export function createRateCap(rate: Rate, most: number, now: () => number): RateCap {
  const buckets = new Map<string, Bucket>()
  const leftOf = (name: string, at: number): number => {
    const bucket = buckets.get(name)
    if (bucket === undefined) return rate.burst
    return Math.min(rate.burst, bucket.left + ((at - bucket.at) / 1000) * rate.perSecond)
  }
  return {
    waitMs(name, amount) {
      // What is larger than any burst passes once the bucket is full: it would wait for ever.
      const missing = Math.min(amount, rate.burst) - leftOf(name, now())
      return missing <= 0 ? 0 : Math.ceil((missing / rate.perSecond) * 1000)
    },
    take(name, amount) {
      const at = now()
      const left = leftOf(name, at) - amount
      // Put back at the end, so that the map is in the order of use.
      buckets.delete(name)
      if (buckets.size >= most) {
        const [oldest] = buckets.keys()
        if (oldest !== undefined) buckets.delete(oldest)
      }
      buckets.set(name, { left, at })
    },
    get size() {
      return buckets.size
    },
  }
}
