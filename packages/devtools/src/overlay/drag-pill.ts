import type { Corner } from '../options.ts'

const MOVED_PX = 6

/**
 * Lets the trigger follow a pointer that was pressed on it, until that is lifted.
 *
 * @param moved - called with the corner that is nearest then
 */
export function dragPill(
  button: HTMLButtonElement,
  from: PointerEvent,
  moved: (corner: Corner) => void,
): void {
  // Lifted before this was loaded.
  if (!button.hasPointerCapture(from.pointerId)) return
  const ended = new AbortController()
  const { signal } = ended
  let isDragged = false
  const follow = ({ clientX, clientY }: PointerEvent): void => {
    const x = clientX - from.clientX
    const y = clientY - from.clientY
    isDragged ||= Math.hypot(x, y) > MOVED_PX
    if (isDragged) button.style.translate = `${x}px ${y}px`
  }
  const drop = ({ clientX, clientY }: PointerEvent): void => {
    ended.abort()
    button.style.translate = ''
    if (!isDragged) return
    // The click that ends a drag presses nothing.
    button.addEventListener('click', (event) => event.stopImmediatePropagation(), {
      capture: true,
      once: true,
    })
    const side = clientX < innerWidth / 2 ? 'left' : 'right'
    moved(`${clientY < innerHeight / 2 ? 'top' : 'bottom'}-${side}`)
  }
  button.addEventListener('pointermove', follow, { signal })
  button.addEventListener('pointerup', drop, { signal })
  button.addEventListener('lostpointercapture', () => ended.abort(), { signal })
}
