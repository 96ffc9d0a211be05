import type { SluiceClient } from '@sluice/client'
import type { DevtoolsHandle, DevtoolsOptions } from '../options.ts'
import { FRAME } from './frame-name.ts'
import { recall } from './memory.ts'
import { NO_OVERLAY } from './no-overlay.ts'
import { handleOfPage, takePage } from './page.ts'
import { setSettings } from './set-settings.ts'
import { makeStand } from './stand.ts'

const IN_LINK = /[#&]sluice=/

/** Puts the overlay on the page of somebody who develops: it is there at once, and forces whatever is asked. */
export function openOverlay(client: SluiceClient, options: DevtoolsOptions): DevtoolsHandle {
  const other = handleOfPage()
  if (other) return other
  if (isFrame()) {
    void early().then(({ enterFrame }) => enterFrame(client, window.name.slice(FRAME.length)))
    return NO_OVERLAY
  }

  const notices: string[] = []
  const refuse = (sentence: string): void => void notices.push(sentence)
  const stand = makeStand(client, options, recall('settings', refuse), notices)
  const isEnabled = (): boolean => stand.settings.isEnabled !== false
  const { keep } = stand.settings
  if (keep === 'page') client.clearOverrides()
  if (keep === 'browser' || keep === 'servers')
    void early().then(({ restoreOverrides }) => {
      restoreOverrides(client, refuse)
      stand.show()
    })

  const enter = (): void => {
    stand.enter()
    if (IN_LINK.test(location.hash)) stand.open()
  }
  if (isEnabled()) enter()
  return takePage(
    { open: () => isEnabled() && stand.open(), close: stand.close, unmount: stand.leave },
    (next) => {
      if (next === isEnabled()) return
      setSettings(stand, { isEnabled: next })
      if (next) enter()
      else stand.leave()
    },
  )
}

const early = () => import('./early-overrides.ts')

/** Only a page of the same origin finds its frame, so no foreign page forces anything. */
function isFrame(): boolean {
  try {
    return !!window.frameElement && window.name.startsWith(FRAME)
  } catch {
    return false
  }
}
