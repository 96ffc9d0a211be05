import type { SluiceClient } from '@sluice/client'
import type { FrameShown } from '../side-by-side/name-frame.ts'
import { tellFrame } from './frame-told.ts'

/**
 * Shows in a frame of the comparison what it was made for, as its name tells. Where that
 * crashes, the control takes its place, and the frame says so.
 */
export function enterFrame(client: SluiceClient, shown: string): void {
  client.onError(({ code, message, cause }) => {
    if (code === 'TREATMENT_CRASHED')
      tellFrame(`${message}, and the control took its place. ${String(cause)}`)
  })
  addEventListener('error', ({ message }) => tellFrame(`The page has an error. ${message}`))
  tellFrame()
  const { forced, as } = JSON.parse(shown) as FrameShown
  if (as)
    void import('./look-in-frame.ts').then(
      (part) => part.lookInFrame(client, as),
      (error) => tellFrame(String(error)),
    )
  for (const [key, override] of Object.entries(forced)) {
    client.setOverride(key, override)
    if (client.isBroken(key, override.variant))
      tellFrame(`"${key}" crashed before in this tab, and the control stands in its place.`)
  }
}
