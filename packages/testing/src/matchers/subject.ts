import type { Exposure, Outcome } from '@sluice/client'
import type { SluiceEvent } from '@sluice/core'

/** An exposure, as far as a test looks at it. */
type SeenExposure = Pick<Exposure, 'flag' | 'variant' | 'phase' | 'override'>

/** What the matchers look at: a client, what `renderWithFlags` gave, or the in-memory service. */
export interface Subject {
  readonly exposures?: () => readonly SeenExposure[]
  readonly tracked?: () => readonly (Outcome & { readonly name: string })[]
  readonly sluice?: Subject
}

type Part = 'exposures' | 'tracked'
type Seen<P extends Part> = ReturnType<NonNullable<Subject[P]>>

/**
 * Reads what a test asks about.
 *
 * @throws TypeError when it is nothing that records
 */
export function seenBy<P extends Part>(part: P, received: unknown): Seen<P> {
  const subject = received as Subject | undefined | null
  const read = subject?.[part] ?? subject?.sluice?.[part]
  if (typeof read === 'function') return read() as Seen<P>
  throw new TypeError(
    `Give expect() something that records ${part === 'exposures' ? 'exposures' : 'outcomes'}: what renderWithFlags returns, a client made by createTestClient, or the service of sluiceHandlers.`,
  )
}

/** Reads exposures and outcomes from events, as a service receives them. */
export function subjectOf(events: () => readonly SluiceEvent[]): Required<Omit<Subject, 'sluice'>> {
  return {
    exposures: () => events().filter((event) => event.type === 'exposure'),
    tracked: () => events().filter((event) => event.type === 'outcome'),
  }
}
