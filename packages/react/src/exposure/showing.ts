import type { EvaluationDetails } from '@sluice/core'
import { readNow, type FlagReader, type Shown } from '../flag-reader.ts'
import { exposeDrawn } from '../hydration/drawn-exposures.ts'
import { noteExposure } from './notes.ts'
import { isExposable, policyOf, type ExposurePolicy } from './policy.ts'
import type { RegionRef } from './region.ts'
import { watchRegion } from './visibility.ts'

/** Selects the part of the details that is drawn. */
export type Select = (details: EvaluationDetails<never>) => unknown

/**
 * What one place on the page shows of a flag, from the commit that drew it until
 * it leaves the screen. Tells the client, also when another answer comes that
 * looks the same, so that nothing is drawn again: the variant may be another one,
 * or what was there before a default and no variant at all.
 */
export class Showing implements Shown {
  readonly #reader: FlagReader
  #details: EvaluationDetails
  readonly #select: Select
  readonly #own: ExposurePolicy | undefined
  readonly #region: RegionRef | undefined
  readonly #read: (() => EvaluationDetails) | undefined
  #leave: (() => void) | undefined

  /**
   * @param own - the policy of this place, where it has one
   * @param region - what is drawn; a hook has none
   * @param read - what is to be shown now. Default: what the reader gives
   */
  constructor(
    reader: FlagReader,
    details: EvaluationDetails,
    select: Select,
    own?: ExposurePolicy,
    region?: RegionRef,
    read?: () => EvaluationDetails,
  ) {
    this.#reader = reader
    this.#details = details
    this.#select = select
    this.#own = own
    this.#region = region
    this.#read = read
    reader.showing = this
    this.#leave = this.#tell()
  }

  follow(): void {
    const reader = this.#reader
    const now = this.#read?.() ?? readNow(reader, reader.default ?? null)
    if (now === this.#details) return
    // What looks different is drawn, and the commit of that tells.
    const select = this.#select as (details: EvaluationDetails) => unknown
    if (!Object.is(select(now), select(this.#details))) return
    this.#leave?.()
    this.#details = now
    this.#leave = this.#tell()
  }

  end(): void {
    if (this.#reader.showing === this) this.#reader.showing = undefined
    this.#leave?.()
  }

  #tell(): (() => void) | undefined {
    const details = this.#details
    if (!isExposable(details)) return undefined
    const { client, key, drawn } = this.#reader
    const policy = policyOf(details, this.#own)
    if (policy === 'commit')
      return details === drawn ? exposeDrawn(client, details) : client.expose(details)
    if (policy !== 'visible') return undefined
    const region = this.#region
    if (!region) {
      noteExposure(client.store, key, 'hook')
      return client.expose(details)
    }
    return watchRegion(
      region,
      () => client.expose(details, 'visible'),
      (note) => {
        noteExposure(client.store, key, note)
        return client.expose(details)
      },
    )
  }
}
