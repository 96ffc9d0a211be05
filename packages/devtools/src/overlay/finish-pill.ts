import type { FlagTable } from '@sluice/client'
import { dragPill } from './drag-pill.ts'
import { dress } from './dress.ts'
import { putHome } from './home.ts'
import { letOpen } from './let-open.ts'
import { lostPart } from './lost-part.ts'
import { pillMarks, type PillMark } from './pill-marks.ts'
import { PLACE_STYLE } from './place-style.ts'
import type { Stand } from './stand.ts'
import { takeCustomChord } from './take-custom-chord.ts'

const MORE_STYLE = `
.pill{display:flex;align-items:center;gap:6px;min-height:19px;box-shadow:0 2px 10px #0004;touch-action:none}
[hidden]{display:none!important}
.pill b{padding:0 6px;border-radius:99px;border:1px solid;font-size:11px;white-space:nowrap}
.pill .lost{color:light-dark(#a11d1d,#ff9d94)}.pill .forced{color:light-dark(#7a4a00,#ffc765)}.pill .granted{color:var(--accent)}.pill .as-if{color:light-dark(#17509c,#9cc6ff)}
`

/** How often it is looked whether something is forced, and whether the page has taken it away. */
const TICK_MS = 1000

/** Gives the trigger of an overlay what it needs not have at first: what it opens, marks, and its place on the page. */
export function finishPill(stand: Stand): void {
  const { root, options, notices, show } = stand
  if (!stand.mark) {
    stand.mark = () => markPill(stand)
    dress(root.getRootNode() as ShadowRoot, MORE_STYLE + PLACE_STYLE, options.nonce)
    letOpen(stand)
    takeCustomChord(options, stand.keys, notices)
  }
  const { host } = root.getRootNode() as ShadowRoot
  // Taken off the page while this was loaded, as the first of StrictMode is.
  if (!host.isConnected) return
  const look = (): void => {
    putHome(host as HTMLElement)
    stand.mark?.()
  }
  const timer = setInterval(() => document.hidden || look(), TICK_MS)
  const stopDragging = dragPill(stand)
  const { leave } = stand
  stand.leave = () => {
    clearInterval(timer)
    stopDragging()
    stand.leave = leave
    leave()
  }
  putHome(host as HTMLElement)
  stand.settled = import('./settle-in.ts').then(
    ({ settleIn }) => settleIn(stand),
    lostPart(notices, 'Dialogs of the page may keep the focus.'),
  )
  show()
}

/**
 * Says in the trigger of an overlay what makes the page another one than everybody has:
 * what somebody forces, what a grant does, as whom it is looked at and what is rehearsed.
 */
function markPill({ client, granted, isLost, button }: Stand): void {
  const { flags, overrides } = client.store.getState()
  const more = pillMarks.more?.(client) ?? []
  const marks = granted
    ? marksOf(granted.count(), 0, [])
    : marksOf(overrides.size, countGranted(flags, overrides), more)
  if (isLost === true) marks.unshift(['lost', 'did not load'])
  let words = ''
  for (const [, text, spoken = text] of marks) words += ` ${spoken}`
  const label = words === '' ? 'Sluice devtools' : `Sluice${words}: devtools`
  if (button.ariaLabel === label) return
  button.ariaLabel = label
  // What is seen stands in what is read aloud, in one piece: whoever speaks to the browser says that.
  button.textContent = 'Sluice'
  for (const [className, textContent] of marks)
    button.append(' ', Object.assign(document.createElement('b'), { className, textContent }))
}

function marksOf(forced: number, granted: number, more: readonly PillMark[]): PillMark[] {
  const marks: PillMark[] = []
  const isAlone = granted === 0 && more.length === 0
  if (forced > 0)
    marks.push(['forced', isAlone ? `${forced}` : `${forced} forced`, `${forced} forced`])
  if (granted > 0) marks.push(['granted', `${granted} granted`])
  return [...marks, ...more]
}

const counted = new WeakMap<FlagTable, number>()

/** How many flags a grant forces that nobody forces here. */
function countGranted(flags: FlagTable, overrides: FlagTable): number {
  let all = counted.get(flags)
  if (all === undefined) {
    all = 0
    for (const { metadata } of flags.values()) if (metadata.override === true) all += 1
    counted.set(flags, all)
  }
  if (all === 0) return 0
  let shown = all
  for (const key of overrides.keys()) if (flags.get(key)?.metadata.override === true) shown -= 1
  return shown
}
