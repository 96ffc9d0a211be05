import { putHome } from './home.ts'
import { loadPanel } from './load-panel.ts'
import type { Stand } from './stand.ts'
import { waitForPanel } from './wait-for-panel.ts'

/**
 * Lets an overlay open its panel. What stands there until it comes has the focus: where
 * somebody took that elsewhere meanwhile, the panel comes without it; where it was called
 * off, not at all.
 */
export function letOpen(stand: Stand): void {
  const { root, button } = stand
  const { host } = root.getRootNode() as ShadowRoot
  root.ariaLive = null
  let focused = deepest(document)
  const want = (isWanted: boolean): void => {
    stand.isWanted = isWanted
    button.ariaExpanded = `${isWanted}`
  }
  want(stand.isWanted === true)
  const bring = async (): Promise<void> => {
    putHome(host as HTMLElement)
    const isHere = document.activeElement === stand.from
    stand.panel?.remove()
    const waiting = waitForPanel(root, () => stand.close())
    stand.panel = waiting
    stand.isLost = false
    stand.show()
    const at = isHere && document.activeElement
    const focus = (): void => {
      if (document.activeElement === at) waiting.focus()
    }
    focus()
    try {
      // Where the page has taken it back meanwhile, it is taken once more.
      const [{ standPanel }] = await Promise.all([loadPanel(), stand.settled?.then(focus)])
      if (stand.panel !== waiting) return
      stand.panel = standPanel(stand, waiting.isFocused())
      waiting.remove()
    } catch (error) {
      if (stand.panel !== waiting) return
      // It stays to be read, and the next press asks again.
      want(false)
      stand.isLost = true
      waiting.tell(error, () => stand.open())
      stand.show()
    }
  }
  stand.open = () => {
    if (!host.matches(':focus-within') || !stand.panel) focused = deepest(document)
    if (stand.isWanted === true) return stand.panel?.focus()
    stand.from = document.activeElement
    want(true)
    void bring()
  }
  stand.close = () => {
    // Before anything is removed: the focus is in there, and would go to nothing.
    const back = focused?.isConnected === true ? focused : button
    ;(back as HTMLElement).focus()
    stand.panel?.remove()
    stand.panel = undefined
    want(false)
    stand.show()
  }
  if (stand.isWanted === true) void bring()
}

/** What has the focus, also where that is within a shadow root. */
function deepest({ activeElement }: DocumentOrShadowRoot): Element | null {
  const inner = activeElement?.shadowRoot
  return inner?.activeElement ? deepest(inner) : activeElement
}
