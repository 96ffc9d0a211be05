import { createRoot } from 'react-dom/client'
import type { ComponentType, ReactNode } from 'react'

/** What the address of a live page says after its `#`: where flags come from. */
export interface LiveSettings {
  readonly url: string
  readonly key: string
  /** The flag that is drawn. */
  readonly flag: string
}

/** Reads the settings of this page. */
export const settings = JSON.parse(decodeURIComponent(location.hash.slice(1))) as LiveSettings

declare global {
  var live: {
    /** What the page draws. */
    drawn(): string
    /** Resolves when the page draws something else, with the moment on the page's clock. */
    next(): Promise<number>
  }
}

/** Draws a page that shows one flag, and tells when it changes. */
export function drawLive(
  Provider: ComponentType<{ readonly children: ReactNode }>,
  useGate: () => boolean,
): void {
  const container = document.body.appendChild(document.createElement('main'))
  function Gate() {
    return <p>{useGate() ? 'on' : 'off'}</p>
  }
  createRoot(container).render(
    <Provider>
      <Gate />
    </Provider>,
  )
  globalThis.live = {
    drawn: () => container.textContent,
    next: () =>
      new Promise((resolve) => {
        const observer = new MutationObserver(() => {
          observer.disconnect()
          resolve(performance.now())
        })
        observer.observe(container, { subtree: true, childList: true, characterData: true })
      }),
  }
}
