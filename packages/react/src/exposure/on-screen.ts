/** What React 19.3 and later give to the ref of a `<Fragment>`, as far as it is asked; types of earlier ones have no name for it. */
export interface DrawnFragment {
  getClientRects(): DOMRect[]
  getRootNode(): object
  dispatchEvent(event: Event): boolean
  observeUsing(observer: IntersectionObserver): void
  unobserveUsing(observer: IntersectionObserver): void
}

/** Something on the page that can be looked for in the viewport. */
export type Region = Element | DrawnFragment

/** Text, with the box that clips it as it clips every other thing there. */
export interface Written {
  readonly rects: () => Iterable<DOMRect>
  readonly host: Element
}

/** What is to be looked for in place of something that has no area. */
export interface Inside {
  readonly elements: Element[]
  readonly written: Written[]
}

const HOST_EVENT = 'sluice-host'

export const isElement = (region: Region): region is Element => 'tagName' in region

export const rectsOf = (region: Region): readonly DOMRect[] => [...region.getClientRects()]

export const areaOf = ({ width, height }: DOMRectReadOnly): number => width * height

/** The area of what two rectangles have in common. */
export function sharedArea(one: DOMRectReadOnly, other: DOMRectReadOnly): number {
  const width = Math.min(one.right, other.right) - Math.max(one.left, other.left)
  const height = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top)
  return Math.max(width, 0) * Math.max(height, 0)
}

/** Whether its style lets anybody see it. Older browsers do not tell, and there it does. */
export function isShown(element: Element): boolean {
  const { checkVisibility } = element as Partial<Element>
  return (
    checkVisibility?.call(element, {
      contentVisibilityAuto: true,
      opacityProperty: true,
      visibilityProperty: true,
    }) ?? true
  )
}

/** Whether it has no box, while what is inside has one. */
export function isContents(element: Element): boolean {
  return getComputedStyle(element).display === 'contents'
}

/** Finds what can be looked for in an element without area, and adds it to what was found. */
export function lookInside(element: Element, found: Inside): void {
  for (const node of element.childNodes) {
    if (node.nodeType === Node.TEXT_NODE) {
      const range = document.createRange()
      range.selectNodeContents(node)
      if (range.getClientRects().length > 0)
        found.written.push({ rects: () => range.getClientRects(), host: boxAround(element) })
    } else if (node.nodeType === Node.ELEMENT_NODE) {
      const child = node as Element
      if (areaOf(child.getBoundingClientRect()) > 0) found.elements.push(child)
      else if (isDisplayed(child)) lookInside(child, found)
    }
  }
}

/** Whether what is inside may be on the page. */
export function isDisplayed(element: Element): boolean {
  return getComputedStyle(element).display !== 'none'
}

/** The nearest box that may clip what is in an element: itself, unless it has no area and clips nothing. */
export function boxAround(element: Element): Element {
  const { display, overflow } = getComputedStyle(element)
  const isBox = display !== 'contents'
  const clips = overflow !== 'visible' || display === 'none'
  if (isBox && (clips || areaOf(element.getBoundingClientRect()) > 0)) return element
  return element.parentElement ? boxAround(element.parentElement) : element
}

/** The element that a region stands in. */
export function parentOf(region: Region): Element {
  if (isElement(region)) return region
  // A fragment does not tell of its parent, but what is dispatched at it begins there.
  const root = region.getRootNode() as Node
  const parents: (EventTarget | null)[] = []
  const take = (event: Event): void => {
    event.stopImmediatePropagation()
    parents.push(event.target)
  }
  root.addEventListener(HOST_EVENT, take, { capture: true, once: true })
  region.dispatchEvent(new Event(HOST_EVENT, { bubbles: true }))
  root.removeEventListener(HOST_EVENT, take, true)
  const [parent] = parents
  return parent instanceof Element ? parent : document.documentElement
}
