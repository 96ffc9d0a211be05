/**
 * Something in the spool that could not be read.
 *
 * - `torn`: a write that never ended, so nothing in it was acknowledged unless the file was cut
 * - `checksum`: bytes that are not what was written
 * - `cut`: a segment ends before what it had acknowledged, or has nothing at all in it
 * - `missing`: a segment that was there is not
 * - `foreign`: a file that is none of ours
 */
export interface SpoolLoss {
  readonly reason: 'torn' | 'checksum' | 'cut' | 'missing' | 'foreign'
  readonly file: string
  /** When it was found, epoch milliseconds. */
  readonly foundAt: number
  /** How many events are gone; `undefined` where nothing tells. */
  readonly events: number | undefined
  readonly bytes: number
  /**
   * `receivedAt` of the events around the damage, where there are any; at the end of
   * the last segment, when that was written last. Of a segment that is missing, of its
   * own events.
   */
  readonly between: readonly [number | undefined, number | undefined]
  /** Where the damaged bytes are now; `undefined` when there are none. */
  readonly movedTo: string | undefined
}
