import { useEffect, useState, type ReactNode } from 'react'
import { createPortal } from 'react-dom'
import { css } from './overlay-css.ts'

/** Draws over the canvas, out of reach of the styles of the app. */
export function Overlay({ children }: { readonly children: ReactNode }): ReactNode {
  const [root] = useState(createRoot)
  useEffect(() => {
    const { host } = root
    document.body.append(host)
    return () => host.remove()
  }, [root])
  return createPortal(<div className="overlay">{children}</div>, root)
}

function createRoot(): ShadowRoot {
  const root = document.createElement('div').attachShadow({ mode: 'open' })
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(css)
  root.adoptedStyleSheets = [sheet]
  return root
}
