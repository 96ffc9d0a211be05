const MARK = 'data-sluice-differs'
const MOST_MARKS = 500
const css = `[${MARK}] { outline: 2px dashed #d6336c !important; outline-offset: 1px; }`

/** Outlines in one story what is not as in another: another element, text or attribute. */
export function outlineDifferences(first: Document, other: Document): void {
  clearDifferences(other)
  const a = first.querySelector('#storybook-root')
  const b = other.querySelector('#storybook-root')
  if (!a || !b) return
  const found: Element[] = []
  compare(a, b, found)
  for (const element of found.slice(0, MOST_MARKS)) element.setAttribute(MARK, '')
  const sheet = new (other.defaultView ?? window).CSSStyleSheet()
  sheet.replaceSync(css)
  other.adoptedStyleSheets = [...other.adoptedStyleSheets, sheet]
}

/** Takes the outlines away. */
export function clearDifferences(document: Document): void {
  for (const element of document.querySelectorAll(`[${MARK}]`)) element.removeAttribute(MARK)
}

/** Finds the outermost elements of `b` that differ from their counterparts. */
function compare(a: Element, b: Element, found: Element[]): void {
  if (a.tagName !== b.tagName || signature(a) !== signature(b)) {
    found.push(b)
    return
  }
  const [before, after] = [[...a.children], [...b.children]]
  after.forEach((child, at) => {
    const counterpart = before[at]
    if (counterpart) compare(counterpart, child, found)
    else found.push(child)
  })
  if (before.length > after.length) found.push(b)
}

/** What an element itself says, without those inside of it. */
function signature(element: Element): string {
  const own = [...element.childNodes]
    .filter(({ nodeType }) => nodeType === Node.TEXT_NODE)
    .map(({ textContent }) => textContent)
  const attributes = [...element.attributes].map(({ name, value }) => `${name}=${value}`)
  return JSON.stringify([own, attributes.toSorted()])
}
