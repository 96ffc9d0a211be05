import { scenarioFromLink, withoutScenario, type Scenario } from '@sluice/client/scenarios'
import { useEffect, useState, type ReactElement } from 'react'
import { useDesk } from '../panel/desk.ts'
import { ScenarioReview } from './ScenarioReview.tsx'

/** How each banner that asks about the link is closed: there may be one in two panels. */
const banners = new Set<() => void>()

/** Offers what a link has brought: nothing of it is shown before somebody has said so. */
export function LinkBanner(): ReactElement | null {
  const { client, seat } = useDesk()
  const [scenario, setScenario] = useState<Scenario>()
  useEffect(() => {
    const look = (): void => {
      try {
        const found = scenarioFromLink(location.href)
        if (!found) return
        // What a flag is has to be known first.
        void client.ready().then(() => setScenario(found))
      } catch (error) {
        seat.notices.push(
          `A link was refused, and nothing was changed. ${(error as Error).message}`,
        )
        clean()
      }
    }
    const close = (): void => {
      setScenario(undefined)
      seat.answered?.()
    }
    banners.add(close)
    look()
    window.addEventListener('hashchange', look)
    return () => {
      banners.delete(close)
      window.removeEventListener('hashchange', look)
    }
  }, [client, seat])
  if (!scenario) return null
  return (
    <ScenarioReview
      scenario={scenario}
      from="a link"
      onDone={() => {
        clean()
        banners.forEach((close) => close())
      }}
    />
  )
}

/** So that a reload does not open it again. */
function clean(): void {
  history.replaceState(history.state, '', withoutScenario(location.href))
}
