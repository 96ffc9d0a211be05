import { useEffect, useState, type ReactElement } from 'react'
import { forgetLink, linkOfTab } from '../overlay/link-of-tab.ts'
import { useClientState, useDesk } from '../panel/desk.ts'
import { KIT } from '../panel/kit.ts'
import { later } from '../panel/later.tsx'
import { loadShare } from '../panel/load-share.ts'

const LinkReview = later(loadShare, (module) => module.LinkReview)

/** How each banner that asks about the link is closed: there may be one in two panels. */
const banners = new Set<() => void>()

/**
 * Offers what a link has brought: nothing of it is shown before somebody has said so. What it would
 * change can be told once the service has answered, or has failed; until then it can be discarded.
 */
export function LinkBanner(): ReactElement | null {
  const { seat } = useDesk()
  const { flags, status } = useClientState()
  const [link, setLink] = useState<string>()
  const { state, error } = status
  // A service that fails gives nothing to wait for; one that is late does.
  const isLost = error !== undefined && error.code !== 'READY_TIMEOUT'
  const isKnown = flags.size > 0 || /ready|closed/.test(state) || isLost
  useEffect(() => {
    const look = (): void => {
      const found = linkOfTab()
      if (found !== undefined) setLink(found)
    }
    const close = (): void => {
      setLink(undefined)
      seat.answered?.()
    }
    banners.add(close)
    look()
    window.addEventListener('hashchange', look)
    return () => {
      banners.delete(close)
      window.removeEventListener('hashchange', look)
    }
  }, [seat])
  if (link === undefined) return null
  const forget = (): void => {
    forgetLink()
    banners.forEach((close) => close())
  }
  return (
    <>
      {!isKnown && (
        <div className="notice blue soon">
          <output>What a link brings is shown once the service has answered.</output>
          <button type="button" onClick={forget}>
            Discard
          </button>
        </div>
      )}
      <LinkReview
        // One that comes later is asked about anew.
        key={link}
        kit={KIT}
        link={link}
        isKnown={isKnown}
        onDone={forget}
        onRefused={() => {
          forgetLink()
          // Whatever is open for the link alone stays, since it says so.
          setLink(undefined)
        }}
      />
    </>
  )
}
