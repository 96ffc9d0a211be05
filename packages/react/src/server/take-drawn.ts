import type { Bootstrap } from '@sluice/client'
import { serverExposure } from '@sluice/client/exposures'
import type { ExposureEvent } from '@sluice/core'
import { drawnWith } from '../exposure/drawn.ts'
import { createAnonymousKey } from './anonymous-cookie.ts'

/** An exposure without the moment of it, which is when the document is visible. */
export type DrawnExposure = Omit<ExposureEvent, 'at'>

/**
 * Makes events of what was drawn with these values since the last call, each flag
 * and variant once.
 */
export function takeDrawn(bootstrap: Bootstrap): readonly DrawnExposure[] {
  const drawn = drawnWith(bootstrap)
  if (!drawn) return []
  const events: DrawnExposure[] = []
  for (const details of drawn.details) {
    const name = JSON.stringify([details.key, details.variant])
    if (drawn.given.has(name)) continue
    drawn.given.add(name)
    // What somebody forced counts for nobody, and the client shows it when it is there.
    if (details.metadata.override) continue
    const exposure = serverExposure(bootstrap, details, Date.now())
    if (!exposure) continue
    const { at: _, unsent: __, ...event } = exposure
    const session = (drawn.session ??= createAnonymousKey())
    events.push({ type: 'exposure', ...event, session, sequence: ++drawn.sequence })
  }
  drawn.details.clear()
  return events
}
