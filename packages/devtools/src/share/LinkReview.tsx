import { scenarioFromLink, type Scenario } from '@sluice/client/scenarios'
import { useEffect, useState, type ReactElement } from 'react'
import type { KitProps } from '../panel/kit.ts'
import { ScenarioReview } from './ScenarioReview.tsx'

interface LinkReviewProps extends KitProps {
  /** The address that brought it. */
  readonly link: string
  /** Whether the service has given what it is compared with. */
  readonly isKnown: boolean
  readonly onDone: () => void
  /** Called once it was said why the link cannot be read. */
  readonly onRefused: () => void
}

/** What a link would change, and whether it shall; of one that cannot be read, a sentence why. */
export function LinkReview({
  kit,
  link,
  isKnown,
  onDone,
  onRefused,
}: LinkReviewProps): ReactElement | null {
  const { seat } = kit.useDesk()
  const [scenario, setScenario] = useState<Scenario>()
  useEffect(() => {
    try {
      setScenario(scenarioFromLink(link))
    } catch (error) {
      seat.notices.push(`A link was refused, and nothing was changed. ${(error as Error).message}`)
      onRefused()
    }
    // oxlint-disable-next-line react/exhaustive-deps -- a link is read once
  }, [link])
  if (!scenario || !isKnown) return null
  return <ScenarioReview kit={kit} scenario={scenario} from="a link" onDone={onDone} />
}
