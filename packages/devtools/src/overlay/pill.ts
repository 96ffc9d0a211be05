import type { Corner } from '../options.ts'

/** The trigger at an edge of the page. */
export interface Pill {
  readonly button: HTMLButtonElement
  /** Says how many flags are forced, and whether something is rehearsed. */
  count(overrides: number): void
}

const MOVED_PX = 6

/**
 * Draws the trigger, without React: it is there when the panel is not.
 *
 * @param moved - called with the corner that it was dragged to
 */
export function drawPill(
  root: HTMLElement,
  keys: string,
  pressed: () => void,
  moved: (corner: Corner) => void,
): Pill {
  const button = document.createElement('button')
  button.type = 'button'
  button.className = 'pill'
  button.ariaExpanded = 'false'
  if (keys) button.setAttribute('aria-keyshortcuts', keys)
  const name = document.createElement('span')
  name.textContent = 'Sluice'
  const badge = document.createElement('b')
  button.append(name, badge)
  root.append(button)

  let from: PointerEvent | undefined
  let isDragged = false
  button.addEventListener('pointerdown', (event) => {
    from = event
    isDragged = false
    button.setPointerCapture(event.pointerId)
  })
  button.addEventListener('pointermove', (event) => {
    if (!from) return
    const x = event.clientX - from.clientX
    const y = event.clientY - from.clientY
    isDragged ||= Math.hypot(x, y) > MOVED_PX
    if (isDragged) button.style.translate = `${x}px ${y}px`
  })
  button.addEventListener('pointerup', ({ clientX, clientY }) => {
    from = undefined
    button.style.translate = ''
    const side = clientX < innerWidth / 2 ? 'left' : 'right'
    if (isDragged) moved(`${clientY < innerHeight / 2 ? 'top' : 'bottom'}-${side}`)
  })
  button.addEventListener('click', () => {
    if (!isDragged) pressed()
    isDragged = false
  })
  return {
    button,
    count(overrides) {
      badge.hidden = overrides === 0
      badge.style.display = overrides === 0 ? 'none' : ''
      badge.textContent = `${overrides}`
      button.ariaLabel =
        overrides === 0 ? 'Sluice devtools' : `Sluice devtools, ${overrides} forced`
    },
  }
}
