import type { ExposureNote } from './notes.ts'
import { isElement, type Region, type Written } from './on-screen.ts'
import {
  isWithoutArea,
  partsOf,
  SHARE,
  standingOf,
  type Sought,
  type Standing,
} from './standing.ts'

export type { Region } from './on-screen.ts'

/** Where that is put. */
export interface RegionPlace {
  readonly current: Region | null
  readonly isText: boolean
  changed: (() => void) | undefined
}

/** What is drawn has to be on the screen for so long, without a break. */
const DWELL_MS = 1000
/** An observer tells of every element by then, so whatever it does not tell of is none. */
const FIRST_LOOK_MS = 100
/** How often is looked for what no observer tells of, as that something is no longer transparent. */
const NEXT_LOOK_MS = 250
/** What is taller than the viewport never has half of itself there. */
const THRESHOLDS = [0, 0.05, 0.1, 0.2, 0.3, 0.4, SHARE]

interface Watched extends Sought {
  readonly seen: () => () => void
  readonly untold: (note: ExposureNote) => () => void
  /** Text has no element to be observed. */
  readonly isObserved: boolean
  firstLook: ReturnType<typeof setTimeout> | undefined
  nextLook: ReturnType<typeof setTimeout> | undefined
  dwell: ReturnType<typeof setTimeout> | undefined
  standing: Standing
  leave: (() => void) | undefined
  /** Visibility could not be told, so it was counted, and is looked for no more. */
  leaveUntold: (() => void) | undefined
}

const watched = new Map<Region, Set<Watched>>()
/** Who looks for an element that is none of its roots. */
const helped = new Map<Element, Set<Watched>>()
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
  let last = ref.current
  let stop = last ? watchNow(last, ref.isText, seen, untold) : untold('no_ref')
  ref.changed = () => {
    if (ref.current === last) return
    last = ref.current
    stop()
    stop = last ? watchNow(last, ref.isText, seen, untold) : () => {}
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
    untold,
    isObserved: !isText,
    roots: new Set(),
    elements: [],
    written: [],
    entries: new Map(),
    isFirstLookOver: false,
    firstLook: undefined,
    nextLook: undefined,
    dwell: undefined,
    standing: 'away',
    leave: undefined,
    leaveUntold: undefined,
  }
  watched.set(region, (watched.get(region) ?? new Set()).add(one))
  // React warns of a fragment with nothing to observe.
  if (!isText) observe(region, observer)
  awaitFirstLook(one)

  return () => {
    clearTimeout(one.firstLook)
    clearTimeout(one.nextLook)
    clearTimeout(one.dwell)
    forget(one)
    one.leave?.()
    one.leaveUntold?.()
  }
}

function awaitFirstLook(one: Watched): void {
  clearTimeout(one.firstLook)
  one.firstLook = setTimeout(() => {
    // An observer tells of nothing in the background.
    if (document.hidden) return
    one.isFirstLookOver = true
    if (one.roots.size === 0) look(one)
  }, FIRST_LOOK_MS)
}

function observe(region: Region, by: IntersectionObserver): void {
  if (isElement(region)) by.observe(region)
  else region.observeUsing(by)
}

function forget(one: Watched): void {
  const { region, entries } = one
  help(one, [], [])
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
  for (const part of entries.keys()) {
    if (rootOf(part).length > 0 || helped.has(part)) observer.observe(part)
  }
}

/** Whose root an element is, by itself or as a part of what a place draws. */
function rootOf(element: Element): Watched[] {
  // React writes here to which fragments an element belongs.
  const { reactFragments = [] } = element as { reactFragments?: Iterable<FragmentRegion> | null }
  const regions: Region[] = [element, ...(reactFragments ?? [])]
  return regions.flatMap((region) => [...(watched.get(region) ?? [])])
}

type FragmentRegion = Exclude<Region, Element>

function lookAtAll(entries: readonly IntersectionObserverEntry[]): void {
  const changed = new Set<Watched>()
  for (const entry of entries) {
    for (const one of rootOf(entry.target)) {
      one.roots.add(entry.target)
      one.entries.set(entry.target, entry)
      changed.add(one)
    }
    for (const one of helped.get(entry.target) ?? []) {
      one.entries.set(entry.target, entry)
      changed.add(one)
    }
  }
  for (const one of changed) look(one)
}

function look(one: Watched): void {
  if (one.leaveUntold) return
  const standing = document.hidden ? 'away' : standingNow(one)
  if (standing === 'unclear' || standing === 'empty' || isWithoutArea(one)) lookAgainSoon(one)
  if (standing === one.standing) return
  one.standing = standing
  clearTimeout(one.dwell)
  one.dwell = undefined
  if (standing === 'seen') one.dwell = setTimeout(() => tellSeen(one), DWELL_MS)
  else {
    one.leave?.()
    one.leave = undefined
  }
  if (standing === 'empty') {
    // Where there is no element, none is waited for either.
    if (one.roots.size === 0) tellUntold(one)
    else one.dwell = setTimeout(() => tellUntold(one), DWELL_MS)
  }
}

function tellSeen(one: Watched): void {
  // Its style may be another one by now.
  if (standingNow(one) === 'seen') one.leave ??= one.seen()
  else look(one)
}

function tellUntold(one: Watched): void {
  clearTimeout(one.nextLook)
  one.leaveUntold = one.untold('nothing_drawn')
}

function standingNow(one: Watched): Standing {
  for (const part of one.roots) {
    if (part.isConnected) continue
    one.roots.delete(part)
    one.entries.delete(part)
  }
  const { elements, written } = partsOf(one)
  help(one, elements, written)
  return standingOf(one)
}

/** Has these looked for by the observer as well, and no others. */
function help(one: Watched, elements: readonly Element[], written: readonly Written[]): void {
  const before = helpersOf(one)
  one.elements = elements
  one.written = written
  const now = helpersOf(one)
  for (const element of before) {
    if (now.has(element)) continue
    const all = helped.get(element)
    all?.delete(one)
    if (all?.size === 0) helped.delete(element)
    if (!one.roots.has(element)) one.entries.delete(element)
    if (!helped.has(element) && rootOf(element).length === 0) observer?.unobserve(element)
  }
  for (const element of now) {
    if (before.has(element)) continue
    helped.set(element, (helped.get(element) ?? new Set()).add(one))
    // What is observed already is told of again.
    observeAnew(element)
  }
}

function helpersOf({ elements, written }: Watched): Set<Element> {
  return new Set([...elements, ...written.map(({ host }) => host)])
}

function observeAnew(element: Element): void {
  observer?.unobserve(element)
  observer?.observe(element)
}

function lookAgainSoon(one: Watched): void {
  one.nextLook ??= setTimeout(() => {
    one.nextLook = undefined
    lookAnew(one)
  }, NEXT_LOOK_MS)
}

/** Lets the observer tell of everything, and looks then. */
function lookAnew(one: Watched): void {
  const parts = new Set([...one.roots, ...helpersOf(one)])
  for (const part of parts) observeAnew(part)
  if (parts.size === 0) look(one)
}

/** Text is looked for by hand, and nothing is seen in a hidden tab. */
function follow(act: 'addEventListener' | 'removeEventListener'): void {
  document[act]('visibilitychange', lookAgain)
  document[act]('scroll', lookAtText, { capture: true, passive: true })
  window[act]('resize', lookAtText)
}

const everyOne = (): Watched[] => [...watched.values()].flatMap((all) => [...all])

function lookAgain(): void {
  for (const one of everyOne()) {
    look(one)
    if (!document.hidden && !one.isFirstLookOver) awaitFirstLook(one)
  }
}

function lookAtText(): void {
  for (const one of everyOne()) if (one.written.length > 0) lookAnew(one)
}
