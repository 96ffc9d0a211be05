/** Gives style to a shadow root, also where the page allows no style element. */
export function dress(shadow: ShadowRoot, css: string, nonce: string | undefined): void {
  try {
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(css)
    shadow.adoptedStyleSheets = [...shadow.adoptedStyleSheets, sheet]
  } catch {
    const style = document.createElement('style')
    if (nonce !== undefined) style.nonce = nonce
    style.textContent = css
    shadow.append(style)
  }
}
