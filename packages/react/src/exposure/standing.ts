import {
  areaOf,
  boxAround,
  isContents,
  isDisplayed,
  isShown,
  lookInside,
  parentOf,
  rectsOf,
  sharedArea,
  type Inside,
  type Region,
  type Written,
} from './on-screen.ts'

/** So much of what is drawn has to be in the viewport, or of the viewport be filled by it. */
export const SHARE = 0.5

/**
 * How it stands with a region.
 *
 * - `seen`: enough of it is on the screen
 * - `empty`: it is on the screen, but has no area, nor has anything inside
 * - `unclear`: it may be seen at any time, without an observer that tells of it
 * - `away`: it is not on the screen
 */
export type Standing = 'seen' | 'empty' | 'unclear' | 'away'

/** A region, and what is known of it. */
export interface Sought {
  readonly region: Region
  /** The elements of the region. */
  readonly roots: Set<Element>
  /** What is looked for where they have no area, or where there is only text. */
  elements: readonly Element[]
  written: readonly Written[]
  /** All of these, as the observer saw them last. */
  readonly entries: Map<Element, IntersectionObserverEntry>
  isFirstLookOver: boolean
}

/** Tells how it stands with a region, by what the observer saw last. */
export function standingOf(one: Sought): Standing {
  const { entries } = one
  let whole = 0
  let inside = 0
  let shown = 0
  let mayAppear = false
  let view = innerWidth * innerHeight
  const add = (host: Element, area: number, areaInside: number): void => {
    whole += area
    inside += areaInside
    if (areaInside > 0 && isShown(host)) shown += areaInside
  }
  for (const part of [...one.roots, ...one.elements]) {
    const { boundingClientRect, intersectionRect, rootBounds } = entries.get(part) ?? {}
    if (!boundingClientRect || !intersectionRect) continue
    add(part, areaOf(boundingClientRect), areaOf(intersectionRect))
    // Those of what has no box are empty.
    if (rootBounds && areaOf(rootBounds) > 0) view = areaOf(rootBounds)
  }
  for (const { rects, host } of one.written) {
    const { isIntersecting, intersectionRect: clip } = entries.get(host) ?? {}
    for (const rect of rects()) add(host, areaOf(rect), clip ? sharedArea(rect, clip) : 0)
    // As `<details>` may be opened, which are on the screen before.
    if (isIntersecting) mayAppear = true
  }
  const enough = SHARE * Math.min(whole, view)
  if (whole === 0) return standingOfNothing(one)
  if (shown >= enough) return 'seen'
  return mayAppear || inside >= enough ? 'unclear' : 'away'
}

function standingOfNothing({
  roots,
  entries,
  region,
  isFirstLookOver,
  elements,
}: Sought): Standing {
  // What was found a moment ago will be told of.
  if (elements.length > 0) return 'away'
  if (roots.size === 0) {
    if (!isFirstLookOver) return 'away'
    return isShown(boxAround(parentOf(region))) ? 'empty' : 'unclear'
  }
  let standing: Standing = 'away'
  for (const root of roots) {
    const isOnScreen = isContents(root) || entries.get(root)?.isIntersecting
    if (isOnScreen && isShown(boxAround(root))) return 'empty'
    if (isOnScreen && isDisplayed(root)) standing = 'unclear'
  }
  return standing
}

/** Finds what stands for a region without area. */
export function partsOf(one: Sought): Inside {
  const found: Inside = { elements: [], written: [] }
  if (one.roots.size === 0) {
    if (one.isFirstLookOver) {
      const { region } = one
      found.written.push({ rects: () => rectsOf(region), host: boxAround(parentOf(region)) })
    }
  } else if (isWithoutArea(one)) {
    for (const root of one.roots) if (isDisplayed(root)) lookInside(root, found)
  }
  return found
}

/** An observer does not tell when such a thing gets its area, or something inside. */
export function isWithoutArea({ roots, entries }: Sought): boolean {
  if (roots.size === 0) return false
  for (const root of roots) {
    const entry = entries.get(root)
    if (entry && areaOf(entry.boundingClientRect) > 0) return false
  }
  return true
}
