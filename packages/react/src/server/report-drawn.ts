import type { ExposureEvent } from '@sluice/core'
import type { DrawnElement, ToldFlags } from '../hydration/drawn-exposures.ts'

/** In which a person says no to everybody. */
interface Signals {
  readonly globalPrivacyControl?: boolean
  readonly doNotTrack?: string | null
}

/**
 * Reports what a server drew, from the moment the document is visible, unless the
 * client was there before. Runs in the page, as text: it may use nothing but its
 * arguments. The body is plain text, so that another origin is asked nothing first.
 */
export function reportDrawn(url: string, key: string, sdk: string): void {
  const data: DrawnElement | null | undefined = document.currentScript?.previousElementSibling
  const { globalPrivacyControl, doNotTrack } = navigator as Signals
  if (!data || globalPrivacyControl || doNotTrack === '1') return
  const send = (): void => {
    if (document.visibilityState !== 'visible') return
    document.removeEventListener('visibilitychange', send)
    const { sluiceTold } = window as { sluiceTold?: ToldFlags }
    const at = Date.now()
    const events = (JSON.parse(data.textContent) as ExposureEvent[])
      .filter(({ flag }) => !sluiceTold?.has(flag))
      .map((event) => ({ ...event, at }))
    if (events.length === 0) return
    const body = JSON.stringify({ sentAt: at, key, reader: location.host, sdk, events })
    data.sluiceSent = fetch(url, { method: 'POST', keepalive: true, body }).then(
      // A body that nobody reads keeps its part of what may outlive the page.
      (response) => response.text().then(() => response.ok),
      () => false,
    )
  }
  document.addEventListener('visibilitychange', send)
  send()
}
