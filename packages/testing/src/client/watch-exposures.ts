import type { Exposure, SluiceClient } from '@sluice/client'
import type { EvaluationDetails, ExposurePhase } from '@sluice/core'

/** An exposure, as far as a test looks at it. */
export type SeenExposure = Pick<
  Exposure,
  'flag' | 'variant' | 'phase' | 'override' | 'units' | 'allocationVersion'
>

/** The part of a client that records what was seen. */
export interface ExposureWatch {
  readonly expose: SluiceClient['expose']
  readonly exposures: SluiceClient['exposures']
}

/**
 * A client records its exposures when the task ends that drew them. A test looks
 * sooner: in the line after the render. So until then they are told from here.
 */
export function watchExposures(client: SluiceClient): ExposureWatch {
  let due: Exposure[] = []
  const keyOf = ({ flag, variant, override, allocationVersion, units }: SeenExposure): string =>
    JSON.stringify([flag, variant, override, allocationVersion, units])
  return {
    expose(details, phase, id) {
      const leave = client.expose(details, phase, id)
      const exposure = asExposure(client, details, phase)
      if (!exposure) return leave
      due.push(exposure)
      queueMicrotask(() => {
        due = due.filter((other) => other !== exposure)
      })
      return leave
    },
    exposures() {
      const recorded = client.exposures()
      if (due.length === 0) return recorded
      const all = new Map([...recorded, ...due].toReversed().map((one) => [keyOf(one), one]))
      return [...all.values()].toReversed()
    },
  }
}

function asExposure(
  client: SluiceClient,
  { key: flag, variant, reason, metadata }: EvaluationDetails,
  phase: ExposurePhase = 'commit',
): Exposure | undefined {
  const { override, allocationVersion, version, ruleId } = metadata
  if (variant === undefined && override !== true) return undefined
  const { targetingKey, anonymousKey } = client.context()
  return {
    id: '',
    at: Date.now(),
    units: { targetingKey, anonymousKey } as Record<string, string>,
    flag,
    ...(variant !== undefined && { variant }),
    ...(allocationVersion !== undefined && { allocationVersion }),
    ...(version !== undefined && { version }),
    ...(ruleId !== undefined && { ruleId }),
    ...(override !== undefined && { override }),
    reason,
    phase,
    weight: 1,
    contextHash: '',
    unsent: 'disabled',
  }
}
