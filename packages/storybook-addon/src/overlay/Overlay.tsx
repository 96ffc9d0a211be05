import { useEffect, useState, type ReactNode } from 'react'
import { createPortal } from 'react-dom'
import { css } from './overlay-css.ts'

/** Draws over the canvas, out of reach of the styles of the app. */
export function Overlay({ children }: { readonly children: ReactNode }): ReactNode {
  const [root, setRoot] = useState<ShadowRoot>()
  useEffect(() => {
    const host = document.createElement('div')
    const shadow = host.attachShadow({ mode: 'open' })
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(css)
    shadow.adoptedStyleSheets = [sheet]
    document.body.append(host)
    setRoot(shadow)
    return () => host.remove()
  }, [])
  return root && createPortal(<div className="overlay">{children}</div>, root)
}
