import type { SluiceClient } from '@sluice/client'
import type { DevtoolsHandle, DevtoolsOptions } from '../options.ts'
import { early } from './early.ts'
import { FRAME, isFrame } from './frame-name.ts'
import { dropKept, recall } from './memory.ts'
import { NO_OVERLAY } from './no-overlay.ts'
import { handleOfPage, takePage } from './page.ts'
import { setSettings } from './set-settings.ts'
import { makeStand } from './stand.ts'

// Bundlers put the text in its place. It is asked where a file is loaded: some bundlers write every
// file of a module that they have read, whether or not anything of it is left.
declare const process: { readonly env: { readonly NODE_ENV?: string } }

/** Puts the overlay on the page of somebody who develops: it is there at once, and forces whatever is asked. */
export function openOverlay(client: SluiceClient, options: DevtoolsOptions): DevtoolsHandle {
  const other = handleOfPage()
  if (other) return other
  if (isFrame()) {
    void early().then((part) => part?.enterFrame(client, window.name.slice(FRAME.length)))
    return NO_OVERLAY
  }

  const notices: string[] = []
  const settings = recall('settings', (sentence) => notices.push(sentence))
  const stand = makeStand(client, options, settings, notices)
  const isEnabled = (): boolean => stand.settings.isEnabled !== false
  if (stand.settings.keep === 'page') dropKept(client)

  const finish = async (): Promise<void> => {
    const part = await early()
    if (part) return part.followPage(stand)
    stand.close()
    // Also where it waits for a pointer.
    stand.root.className = 'root'
    stand.button.textContent = 'Sluice did not load'
    // Whoever presses it asks again.
    stand.again = finish
  }
  const enter = (): void => {
    stand.enter()
    // Beside the other: whoever listens on the window first is asked first.
    if (process.env.NODE_ENV !== 'production') import('./settle-in.ts').catch(() => {})
    void finish()
  }
  if (isEnabled()) enter()
  return takePage(
    {
      open: () => isEnabled() && stand.open(),
      close: () => stand.close(),
      unmount: () => stand.leave(),
    },
    (next) => {
      if (next === isEnabled()) return
      setSettings(stand, { isEnabled: next })
      if (next) enter()
      else stand.leave()
    },
  )
}
