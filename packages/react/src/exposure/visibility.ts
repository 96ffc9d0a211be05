import type { FragmentInstance } from 'react'
import type { ExposureNote } from './notes.ts'

/** Something on the page that can be looked for in the viewport. */
export type Region = Element | FragmentInstance

/** Where that is put. */
export interface RegionPlace {
  readonly current: Region | null
  readonly isText: boolean
  changed: ((region: Region | null) => void) | undefined
}

/** So much of what is drawn has to be in the viewport, or of the viewport be filled by it, */
const SHARE = 0.5
/** for so long, without a break. */
const DWELL_MS = 1000
/** An observer tells of every element by then, so whatever it does not tell of is none. */
const FIRST_LOOK_MS = 100
/** What is taller than the viewport never has half of itself there. */
const THRESHOLDS = [0, 0.05, 0.1, 0.2, 0.3, 0.4, SHARE]

interface Watched {
  readonly region: Region
  readonly seen: () => () => void
  /** The elements of the region, as the observer saw them last. */
  readonly parts: Map<Element, IntersectionObserverEntry>
  /** Text has no element to be observed. */
  isText: boolean
  readonly isObserved: boolean
  timer: ReturnType<typeof setTimeout> | undefined
  leave: (() => void) | undefined
}

const watched = new Map<Region, Set<Watched>>()
let observer: IntersectionObserver | undefined

/**
 * Calls back when half of what is drawn was in the viewport for one second, and
 * again each time it comes back.
 *
 * @param seen - gives how to tell that it has left
 * @param untold - called instead where that cannot be told; gives the same
 * @returns how to stop
 */
export function watchRegion(
  ref: RegionPlace,
  seen: () => () => void,
  untold: (note: ExposureNote) => () => void,
): () => void {
  let stop = ref.current ? watchNow(ref.current, ref.isText, seen, untold) : untold('no_ref')
  ref.changed = (region) => {
    stop()
    stop = region ? watchNow(region, ref.isText, seen, untold) : () => {}
  }
  return () => {
    ref.changed = undefined
    stop()
  }
}

function watchNow(
  region: Region,
  isText: boolean,
  seen: () => () => void,
  untold: (note: ExposureNote) => () => void,
): () => void {
  if (typeof IntersectionObserver === 'undefined') return untold('no_observer')
  observer ??= new IntersectionObserver(lookAtAll, { threshold: THRESHOLDS })
  if (watched.size === 0) follow('addEventListener')

  const one: Watched = {
    region,
    seen,
    parts: new Map(),
    isText,
    isObserved: !isText,
    timer: undefined,
    leave: undefined,
  }
  watched.set(region, (watched.get(region) ?? new Set()).add(one))
  // React warns of a fragment with nothing to observe.
  if (!isText) observe(region, observer)
  let leaveUnseen: (() => void) | undefined
  const firstLook = setTimeout(() => {
    if (one.parts.size > 0) return
    one.isText = rectsOf(region).length > 0
    if (one.isText) look(one)
    else leaveUnseen = untold('nothing_drawn')
  }, FIRST_LOOK_MS)

  return () => {
    clearTimeout(firstLook)
    clearTimeout(one.timer)
    forget(one)
    one.leave?.()
    leaveUnseen?.()
  }
}

const isElement = (region: Region): region is Element => 'tagName' in region

function observe(region: Region, by: IntersectionObserver): void {
  if (isElement(region)) by.observe(region)
  else region.observeUsing(by)
}

function forget(one: Watched): void {
  const { region, parts } = one
  const others = watched.get(region)
  others?.delete(one)
  if (!observer || others?.size !== 0) return
  watched.delete(region)
  if (isElement(region)) observer.unobserve(region)
  else if (one.isObserved) region.unobserveUsing(observer)
  if (watched.size === 0) {
    observer.disconnect()
    observer = undefined
    follow('removeEventListener')
    return
  }
  // An element may belong to others as well, as where a gate stands in a gate.
  for (const part of parts.keys()) if (watchersOf(part).length > 0) observer.observe(part)
}

/** Who looks for an element, by itself or as a part of what a place draws. */
function watchersOf(element: Element): Watched[] {
  // React writes here to which fragments an element belongs.
  const { reactFragments = [] } = element as { reactFragments?: Iterable<FragmentInstance> | null }
  const regions: Region[] = [element, ...(reactFragments ?? [])]
  return regions.flatMap((region) => [...(watched.get(region) ?? [])])
}

function lookAtAll(entries: readonly IntersectionObserverEntry[]): void {
  const changed = new Set<Watched>()
  for (const entry of entries) {
    for (const one of watchersOf(entry.target)) {
      one.parts.set(entry.target, entry)
      changed.add(one)
    }
  }
  for (const one of changed) look(one)
}

function look(one: Watched): void {
  if (!document.hidden && isInView(one)) {
    one.timer ??= setTimeout(() => {
      one.leave ??= one.seen()
    }, DWELL_MS)
    return
  }
  clearTimeout(one.timer)
  one.timer = undefined
  one.leave?.()
  one.leave = undefined
}

function isInView({ region, parts, isText }: Watched): boolean {
  let whole = 0
  let inside = 0
  let view = innerWidth * innerHeight
  if (isText) {
    for (const rect of rectsOf(region)) {
      whole += areaOf(rect)
      inside += areaInViewport(rect)
    }
  }
  for (const [part, { boundingClientRect, intersectionRect, rootBounds }] of parts) {
    if (!part.isConnected) parts.delete(part)
    else {
      whole += areaOf(boundingClientRect)
      inside += areaOf(intersectionRect)
      if (rootBounds) view = areaOf(rootBounds)
    }
  }
  return whole > 0 && inside >= SHARE * Math.min(whole, view)
}

const rectsOf = (region: Region): readonly DOMRect[] => [...region.getClientRects()]

const areaOf = ({ width, height }: DOMRectReadOnly): number => width * height

function areaInViewport({ left, top, right, bottom }: DOMRectReadOnly): number {
  const width = Math.min(right, innerWidth) - Math.max(left, 0)
  const height = Math.min(bottom, innerHeight) - Math.max(top, 0)
  return Math.max(width, 0) * Math.max(height, 0)
}

/** Text is looked for by hand, and nothing is seen in a hidden tab. */
function follow(act: 'addEventListener' | 'removeEventListener'): void {
  document[act]('visibilitychange', lookAgain)
  document[act]('scroll', lookAtText, { capture: true, passive: true })
  window[act]('resize', lookAtText)
}

function lookAgain(): void {
  for (const all of watched.values()) for (const one of all) look(one)
}

function lookAtText(): void {
  for (const all of watched.values()) for (const one of all) if (one.isText) look(one)
}
