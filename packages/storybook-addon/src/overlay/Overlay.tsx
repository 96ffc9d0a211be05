import { useCallback, useState, type ReactNode } from 'react'
import { createPortal } from 'react-dom'
import { css } from './overlay-css.ts'

/** Draws over the canvas, out of reach of the styles of the app. */
export function Overlay({ children }: { readonly children: ReactNode }): ReactNode {
  const [root, setRoot] = useState<ShadowRoot>()
  const take = useCallback((host: HTMLDivElement | null) => {
    if (host) setRoot(host.shadowRoot ?? createRoot(host))
  }, [])
  return (
    <>
      {createPortal(<div ref={take} />, document.body)}
      {/* Only now, because a frame that is in no document has no window to listen to. */}
      {root && createPortal(<div className="overlay">{children}</div>, root)}
    </>
  )
}

function createRoot(host: HTMLElement): ShadowRoot {
  const root = host.attachShadow({ mode: 'open' })
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(css)
  root.adoptedStyleSheets = [sheet]
  return root
}
