import type { boxesOf, Place } from './places.ts'

/** What a press is made of, beside the click that chooses. */
const PRESS = [
  'pointerdown',
  'pointerup',
  'mousedown',
  'mouseup',
  'touchstart',
  'touchend',
  'dblclick',
  'auxclick',
  'contextmenu',
]

interface Pointed {
  /** Where the overlay stands on the page. */
  readonly host: Element
  /** Where the panel stands: the page is not told of keys in there. */
  readonly shadow: ShadowRoot
  readonly places: () => readonly Place[]
  readonly boxesOf: typeof boxesOf
  /** Told what drew what is pointed at, the innermost first. */
  readonly found: (places: readonly Place[]) => void
  /** Told that it was chosen, or called off. */
  readonly left: () => void
}

/** A place, and its boxes now. */
interface Boxed {
  readonly place: Place
  readonly boxes: readonly DOMRect[]
}

/**
 * Lets somebody point at the page, by a pointer or by going there with Tab, until a press or
 * Enter chooses. Of that the page hears nothing.
 *
 * @returns how to stop
 */
export function pointAt({
  host,
  shadow,
  places,
  boxesOf: boxes,
  found,
  left,
}: Pointed): () => void {
  const boxed = (): readonly Boxed[] => places().map((place) => ({ place, boxes: boxes(place) }))
  const isOurs = (event: Event): boolean => event.composedPath().includes(host)
  const swallow = (event: Event): void => {
    event.preventDefault()
    event.stopImmediatePropagation()
  }
  const keep = (event: Event): void => {
    if (isOurs(event)) return
    event.stopImmediatePropagation()
    // Which would take the focus along. A finger that is kept from its touch clicks nothing.
    if (event.type === 'mousedown') event.preventDefault()
  }
  const point = (event: Event): void => {
    if (isOurs(event)) return
    const { clientX, clientY } = event as MouseEvent
    found(placesAt(clientX, clientY, boxed()))
    if (event.type !== 'click') return
    swallow(event)
    left()
  }
  const focus = (event: Event): void => {
    const [target] = event.composedPath()
    if (!isOurs(event) && target instanceof Element) found(placesAround(target, boxed()))
  }
  const press = (event: Event): void => {
    const { key } = event as KeyboardEvent
    const isOnPage = event.currentTarget === window && !isOurs(event)
    if (key !== 'Escape' && !(key === 'Enter' && isOnPage)) return
    swallow(event)
    left()
  }
  const ended = new AbortController()
  const options = { capture: true, signal: ended.signal }
  for (const type of PRESS) window.addEventListener(type, keep, options)
  for (const type of ['pointermove', 'click']) window.addEventListener(type, point, options)
  window.addEventListener('focusin', focus, options)
  window.addEventListener('keydown', press, options)
  shadow.addEventListener('keydown', press, options)
  return () => ended.abort()
}

/** What drew the page at a point, the innermost first; what is covered there, or cut off, did not. */
function placesAt(x: number, y: number, places: readonly Boxed[]): readonly Place[] {
  const top = topmost(document, x, y)
  return innermost(
    places.flatMap(({ place, boxes }) => {
      const box = boxes.find((one) => holds(one, x, y))
      return box && top && isDrawnAs(place, top, x, y) ? [{ place, box }] : []
    }),
  )
}

/** What drew an element, the innermost first. */
function placesAround(element: Element, places: readonly Boxed[]): readonly Place[] {
  return innermost(
    places.flatMap(({ place, boxes: [box] }) => {
      return box && isIn(place, element) ? [{ place, box }] : []
    }),
  )
}

function innermost(
  found: readonly { readonly place: Place; readonly box: DOMRect }[],
): readonly Place[] {
  const areaOf = ({ box: { width, height } }: (typeof found)[number]): number => width * height
  return found.toSorted((a, b) => areaOf(a) - areaOf(b)).map(({ place }) => place)
}

/** The element that is seen at a point, also within open shadow roots. */
function topmost(root: DocumentOrShadowRoot, x: number, y: number): Element | undefined {
  const top = root.elementFromPoint(x, y) ?? undefined
  const inner = top?.shadowRoot
  return (inner && inner !== root ? topmost(inner, x, y) : undefined) ?? top
}

/** Whether an element is a part of a place, or its text is there at a point: text has no element of its own. */
function isDrawnAs(place: Place, top: Element, x: number, y: number): boolean {
  const { region } = place
  const isDrawn = (node: Node): boolean => isInside(region, node) && isTextAt(node, x, y)
  return isIn(place, top) || [...top.childNodes].some(isDrawn)
}

function isIn({ region }: Place, element: Element): boolean {
  for (
    let at: Node | null = element;
    at;
    at = (at.getRootNode() as Partial<ShadowRoot>).host ?? null
  )
    if (region === at || isInside(region, at)) return true
  return false
}

function isInside(region: Place['region'], node: Node): boolean {
  // As fragments have it since they take a ref.
  const place = region as Pick<Node, 'compareDocumentPosition'> | undefined
  return ((place?.compareDocumentPosition(node) ?? 0) & Node.DOCUMENT_POSITION_CONTAINED_BY) !== 0
}

function isTextAt(node: Node, x: number, y: number): boolean {
  if (node.nodeType !== Node.TEXT_NODE) return false
  const range = document.createRange()
  range.selectNode(node)
  return [...range.getClientRects()].some((box) => holds(box, x, y))
}

function holds({ left, right, top, bottom }: DOMRect, x: number, y: number): boolean {
  return left <= x && x < right && top <= y && y < bottom
}
