import type { SluiceClient } from '@sluice/client'
import { isBroken } from '@sluice/client/crashes'
import type { FrameShown } from '../side-by-side/name-frame.ts'
import { tellFrame } from './frame-told.ts'

/**
 * Shows in a frame of the comparison what it was made for, as its name tells. Where that
 * crashes, the control takes its place, and the frame says so.
 */
export function enterFrame(client: SluiceClient, shown: string): void {
  client.onError((error) => {
    if (error.code === 'TREATMENT_CRASHED')
      tellFrame(`${error.message}, and the control took its place. ${String(error.cause)}`)
  })
  addEventListener('error', (error) => tellFrame(`The page has an error. ${error.message}`))
  tellFrame()
  const { forced, as } = JSON.parse(shown) as FrameShown
  if (as)
    void import('./look-in-frame.ts').then(
      (part) => part.lookInFrame(client, as),
      (error) => tellFrame(String(error)),
    )
  for (const [key, override] of forced) {
    client.setOverride(key, override)
    if (isBroken(client, key, override.variant))
      tellFrame(`"${key}" crashed before in this tab, and the control took its place.`)
  }
}
