import type { Bootstrap } from '@sluice/client'
import { drawnWith, serverExposure } from '@sluice/client/exposures'
import type { EvaluationDetails, ExposureEvent } from '@sluice/core'
import { countsAs, type ExposurePolicy } from '../exposure/policy.ts'
import { createAnonymousKey } from './anonymous-cookie.ts'

/** An exposure without what the page adds: the moment when it is visible, and its number among those sent. */
export type DrawnExposure = Omit<ExposureEvent, 'at' | 'sequence'>

/**
 * Makes events of what was drawn with these values since the last call, each flag
 * and variant once.
 */
export function takeDrawn(bootstrap: Bootstrap): readonly DrawnExposure[] {
  const drawn = drawnWith(bootstrap)
  if (!drawn) return []
  const events: DrawnExposure[] = []
  const { reads } = drawn
  for (let i = 0; i < reads.length; i += 2) {
    const details = reads[i] as EvaluationDetails
    const own = reads[i + 1] as ExposurePolicy | undefined
    // What somebody forced counts for nobody, and the client shows it when it is there.
    if (details.metadata.override || countsAs(details, own) !== 'commit') continue
    const name = JSON.stringify([details.key, details.variant])
    if (drawn.given.has(name)) continue
    drawn.given.add(name)
    const exposure = serverExposure(bootstrap, details, Date.now())
    if (!exposure) continue
    const { at: _, unsent: __, ...event } = exposure
    const session = (drawn.session ??= createAnonymousKey())
    events.push({ type: 'exposure', ...event, session })
  }
  reads.length = 0
  return events
}
