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
  /** Says that a step of the test is over: what is on the screen now counts as painted. */
  readonly paint: () => void
}

interface Due {
  readonly exposure: Exposure
  isThere: boolean
}

/**
 * A client records an exposure when the task ends that drew it, and only if it is still
 * there, since nothing was painted before. A test looks sooner, in the line after the
 * render, and goes through many steps in one task, each of which stands for a frame. So
 * until a task ends its exposures are told from here, and what a step left on the screen
 * stays told.
 */
export function watchExposures(client: SluiceClient): ExposureWatch {
  let due: Due[] = []
  const painted: Exposure[] = []
  return {
    expose(details, phase, id) {
      const leave = client.expose(details, phase, id)
      const exposure = asExposure(client, details, phase)
      if (!exposure) return leave
      const one: Due = { exposure, isThere: true }
      due.push(one)
      queueMicrotask(() => {
        due = due.filter((other) => other !== one)
      })
      return () => {
        one.isThere = false
        leave()
      }
    },
    exposures() {
      const recorded = client.exposures()
      const waiting = due.filter(({ isThere }) => isThere).map(({ exposure }) => exposure)
      if (painted.length + waiting.length === 0) return recorded
      // What the client recorded knows more, so it is told where both know it.
      const all = [...recorded, ...painted, ...waiting].toReversed()
      const told = new Map(all.map((one) => [keyOf(one), one]))
      return [...told.values()].toReversed().toSorted((a, b) => a.at - b.at)
    },
    paint() {
      for (const { exposure, isThere } of due) if (isThere) painted.push(exposure)
      due = []
    },
  }
}

function keyOf({ flag, variant, override, allocationVersion, units }: SeenExposure): string {
  return JSON.stringify([flag, variant, override, allocationVersion, units])
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
