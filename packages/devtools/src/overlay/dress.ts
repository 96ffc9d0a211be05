/** Gives style to a shadow root, also where the page allows no style element. */
export function dress(shadow: ShadowRoot, css: string, nonce: string | undefined): void {
  const { ownerDocument: page } = shadow
  try {
    // A document takes none but its own.
    const sheet = new (page.defaultView ?? window).CSSStyleSheet()
    sheet.replaceSync(css)
    shadow.adoptedStyleSheets = [...shadow.adoptedStyleSheets, sheet]
  } catch {
    const style = page.createElement('style')
    style.nonce = nonce ?? ''
    style.textContent = css
    shadow.append(style)
  }
}
