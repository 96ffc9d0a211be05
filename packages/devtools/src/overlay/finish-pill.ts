import type { FlagTable } from '@sluice/client'
import { asIfNow } from '../what-if/as-if.ts'
import { dress } from './dress.ts'
import type { Stand } from './stand.ts'

const MORE_STYLE = `
.pill{box-shadow:0 2px 10px #0004;touch-action:none}
.pill:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
[hidden]{display:none!important}
.pill b{padding:0 6px;border-radius:99px;border:1px solid;font-size:11px;white-space:nowrap}
.pill .forced{color:light-dark(#7a4a00,#ffc765)}.pill .granted{color:var(--accent)}.pill .as-if{color:light-dark(#17509c,#9cc6ff)}
`

const LONGEST_NAME = 40

/** One thing that makes the page another one than everybody has. */
interface PillMark {
  readonly kind: 'forced' | 'granted' | 'as-if'
  /** What is drawn. */
  readonly text: string
  /** What is read aloud. */
  readonly words: string
}

const finished = new WeakSet<Stand>()

/** Gives the trigger of an overlay what it needs not have at first: marks, and a way to be dragged. */
export function finishPill(stand: Stand): void {
  const { root, button, options, show } = stand
  if (!finished.has(stand)) {
    finished.add(stand)
    dress(root.getRootNode() as ShadowRoot, MORE_STYLE, options.nonce)
    button.addEventListener('pointerdown', (event) => {
      button.setPointerCapture(event.pointerId)
      void import('./drag-pill.ts').then(({ dragPill }) => dragPill(stand, event))
    })
    stand.mark = markPill
  }
  show()
}

/**
 * Says in the trigger of an overlay what makes the page another one than everybody has:
 * what somebody forces, what a grant does, and as whom it is looked at.
 */
function markPill({ client, granted, button }: Stand): void {
  const { flags, overrides } = client.store.getState()
  const marks = granted
    ? marksOf(granted.count(), 0, undefined)
    : marksOf(overrides.size, countGranted(flags, overrides), asIfNow()?.name)
  const words = marks.map((mark) => mark.words).join(' ')
  const label = words === '' ? 'Sluice devtools' : `Sluice ${words}: devtools`
  if (button.ariaLabel === label) return
  button.ariaLabel = label
  // What is seen stands in what is read aloud, in one piece: whoever speaks to the browser says that.
  button.replaceChildren(
    'Sluice',
    ...marks.flatMap(({ kind, text }) => [
      ' ',
      Object.assign(document.createElement('b'), {
        className: kind,
        textContent: text,
      }),
    ]),
  )
}

function marksOf(forced: number, granted: number, asIf: string | undefined): readonly PillMark[] {
  const marks: PillMark[] = []
  const mark = (kind: PillMark['kind'], text: string, words = text): void =>
    void marks.push({ kind, text, words })
  if (forced > 0) {
    const isAlone = granted === 0 && asIf === undefined
    mark('forced', isAlone ? `${forced}` : `${forced} forced`, `${forced} forced`)
  }
  if (granted > 0) mark('granted', `${granted} granted`)
  if (asIf !== undefined) mark('as-if', 'as if', `as if ${asIf.slice(0, LONGEST_NAME)}`)
  return marks
}

const counted = new WeakMap<FlagTable, number>()

/** How many flags a grant forces that nobody forces here. */
function countGranted(flags: FlagTable, overrides: FlagTable): number {
  let all = counted.get(flags)
  if (all === undefined) {
    all = [...flags.values()].filter(({ metadata }) => metadata.override === true).length
    counted.set(flags, all)
  }
  if (all === 0) return 0
  const hidden = [...overrides.keys()].filter((key) => flags.get(key)?.metadata.override === true)
  return all - hidden.length
}
