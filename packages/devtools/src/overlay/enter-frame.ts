import type { Override, SluiceClient } from '@sluice/client'
import { tellFrame } from './frame-told.ts'

/**
 * Forces in a frame of the comparison what it was made for, as its name tells. Where that
 * crashes, the control takes its place, and the frame says so.
 */
export function enterFrame(client: SluiceClient, forced: string): void {
  client.onError(({ code, message, cause }) => {
    if (code === 'TREATMENT_CRASHED')
      tellFrame(`${message}, and the control took its place. ${String(cause)}`)
  })
  addEventListener('error', ({ message }) => tellFrame(`The page has an error. ${message}`))
  tellFrame()
  for (const [key, override] of Object.entries(JSON.parse(forced) as Record<string, Override>)) {
    client.setOverride(key, override)
    if (client.isBroken(key, override.variant))
      tellFrame(`"${key}" crashed before in this tab, and the control stands in its place.`)
  }
}
