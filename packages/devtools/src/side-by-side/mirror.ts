import { addressOf, BLANK, goTo } from './go-to.ts'
import { typeAll } from './type-along.ts'
import { elementOf, pathOf } from './where.ts'

/** How to stop. */
type Stop = () => void

/** What frames tell of that stand together. */
export interface Told {
  /** A page was loaded in a frame; `isThere` tells whether it can be looked into. */
  readonly loaded: (frame: HTMLIFrameElement, isThere: boolean) => void
  /** Somebody presses Escape in a frame whose page has no use for it. */
  readonly left: () => void
}

/**
 * Lets frames of one origin do together what somebody does in one of them: scroll,
 * type and go to another page. What is pressed is not repeated, so nothing is bought twice.
 */
export function mirror(frames: readonly HTMLIFrameElement[], told: Told): Stop {
  let isRepeating = false
  /** Where the frames went together. */
  let together: string | undefined
  /** What was sent to another page by this: where that brings it elsewhere, nobody follows. */
  const sent = new Set<HTMLIFrameElement>()
  const stops = frames.map((frame) => {
    const others = frames.filter((other) => other !== frame)
    let ended = new AbortController()
    let address = ''
    let known: Document | undefined
    const type = (target: EventTarget | null): void => {
      // What is written in the others tells of itself at once.
      if (isRepeating) return
      isRepeating = true
      try {
        typeAll(target, others)
      } finally {
        isRepeating = false
      }
    }
    const enter = (): void => {
      ended.abort()
      ended = new AbortController()
      const { contentWindow: window, contentDocument: page } = frame
      const now = addressOf(frame)
      if (now !== BLANK) told.loaded(frame, page !== null)
      if (!window || !page || now === undefined) return
      const wasSent = sent.delete(frame)
      if (known === undefined) {
        // It came late: the others are elsewhere already.
        if (together !== undefined) goTo(frame, together)
      } else if (!wasSent && now !== address) {
        together = now
        for (const other of others) load(other, now)
      }
      address = addressOf(frame) ?? now
      if (address !== BLANK) known = page
      const options = { capture: true, passive: true, signal: ended.signal }
      page.addEventListener('scroll', ({ target }) => scrollAll(target, others), options)
      page.addEventListener('input', ({ target }) => type(target), options)
      // On the window, where it comes last: the page of the frame is asked first.
      const escape = (event: KeyboardEvent): void => {
        if (event.key === 'Escape' && !event.defaultPrevented && !closesItself(page)) told.left()
      }
      window.addEventListener('keydown', escape, { signal: ended.signal })
    }
    /** Takes a frame to a page that has to be loaded. */
    const load = (other: HTMLIFrameElement, to: string): void => {
      const there = addressOf(other)
      if (there === undefined || there === to || there === BLANK) return
      sent.add(other)
      other.contentWindow?.location.assign(to)
    }
    const follow = (): void => {
      const now = addressOf(frame)
      // One that comes late brings nobody back to where it begins, and one that loads another page
      // is waited for.
      if (known === undefined || known !== frame.contentDocument) return
      if (now === undefined || now === address || now === BLANK) return
      address = now
      together = now
      others.forEach((other) => goTo(other, now))
    }
    frame.addEventListener('load', enter)
    enter()
    const timer = setInterval(follow, 200)
    return () => {
      ended.abort()
      clearInterval(timer)
      frame.removeEventListener('load', enter)
    }
  })
  return () => stops.forEach((stop) => stop())
}

/** Whether Escape closes something of the page: the browser does so after all listeners. */
function closesItself(page: Document): boolean {
  return (
    page.querySelector('dialog:modal, [popover=""]:popover-open, [popover=auto]:popover-open') !==
    null
  )
}

/** Where elements were scrolled to by this: what tells of that later is an echo. */
const scrolledTo = new WeakMap<Element, number>()

function scrollAll(target: EventTarget | null, others: readonly HTMLIFrameElement[]): void {
  const from = elementOf(target)
  if (!from) return
  const path = pathOf(from)
  const isEcho = scrolledTo.get(from) === from.scrollTop
  scrolledTo.delete(from)
  if (isEcho) return
  // Variants are of different length, so what counts is the share.
  const share = (at: number, whole: number): number => (whole > 0 ? at / whole : 0)
  const y = share(from.scrollTop, from.scrollHeight - from.clientHeight)
  const x = share(from.scrollLeft, from.scrollWidth - from.clientWidth)
  for (const { contentDocument } of others) {
    const to = contentDocument?.querySelector(path)
    if (!to) continue
    to.scrollTo({
      top: y * (to.scrollHeight - to.clientHeight),
      left: x * (to.scrollWidth - to.clientWidth),
      behavior: 'instant',
    })
    scrolledTo.set(to, to.scrollTop)
  }
}
