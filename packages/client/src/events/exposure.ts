import type { EvaluationDetails, ExposureEvent } from '@sluice/core'
import { fingerprint } from '../canonical.ts'
import type { Evaluated } from './who.ts'

/**
 * Why an exposure is not sent.
 *
 * - `counted`: the same was sent less than a day ago, by this browser
 * - `sampled`: this unit is not among those whose exposures of the flag are sent
 * - `consent`: nobody has allowed it
 * - `disabled`: the client sends no events
 */
export type Unsent = 'counted' | 'sampled' | 'consent' | 'disabled'

/** An exposure as the page keeps it, whether it is sent or not. */
export interface Exposure extends Omit<ExposureEvent, 'type' | 'session' | 'sequence'> {
  /** Absent: it is sent. */
  readonly unsent?: Unsent | undefined
}

/** Tells exposures apart: the same counts once. */
export function keyOf({
  units,
  flag,
  variant,
  allocationVersion,
  override,
}: Pick<Exposure, 'units' | 'flag' | 'variant' | 'allocationVersion' | 'override'>): string {
  return fingerprint(JSON.stringify([units, flag, variant, allocationVersion, override]))
}

/** Describes an exposure: what was seen, by whom, and how many units it stands for. */
export function exposureOf(
  { key: flag, variant, reason, metadata }: EvaluationDetails,
  { text }: Evaluated['context'],
  base: Pick<Exposure, 'id' | 'at' | 'units' | 'attributes' | 'phase'>,
): Exposure {
  const { allocationVersion, version, ruleId, experiment, override, sampleBps } = metadata
  return {
    ...base,
    flag,
    variant,
    reason,
    allocationVersion,
    version,
    ruleId,
    experiment,
    override,
    weight: 10_000 / (sampleBps ?? 10_000),
    contextHash: fingerprint(text),
  } as Exposure
}
