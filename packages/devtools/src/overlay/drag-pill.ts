import { setSettings } from './set-settings.ts'
import type { Stand } from './stand.ts'

const MOVED_PX = 6

/**
 * Lets the trigger follow a pointer that is pressed on it; lifted, it goes to the corner that is nearest.
 *
 * @returns how to stop
 */
export function dragPill(stand: Stand): () => void {
  const { button } = stand
  const press = (event: PointerEvent): void => {
    button.setPointerCapture(event.pointerId)
    follow(stand, event)
  }
  button.addEventListener('pointerdown', press)
  return () => button.removeEventListener('pointerdown', press)
}

function follow(stand: Stand, from: PointerEvent): void {
  const { button } = stand
  const ended = new AbortController()
  const { signal } = ended
  let isDragged = false
  const move = ({ clientX, clientY }: PointerEvent): void => {
    const x = clientX - from.clientX
    const y = clientY - from.clientY
    isDragged ||= Math.hypot(x, y) > MOVED_PX
    if (isDragged) button.style.translate = `${x}px ${y}px`
  }
  const drop = ({ clientX, clientY }: PointerEvent): void => {
    ended.abort()
    button.style.translate = ''
    if (!isDragged) return
    // The click that ends a drag presses nothing. It comes in the same task, and not of a finger.
    button.addEventListener('click', (event) => event.stopImmediatePropagation(), {
      capture: true,
      signal: AbortSignal.timeout(0),
    })
    const side = clientX < innerWidth / 2 ? 'left' : 'right'
    setSettings(stand, { corner: `${clientY < innerHeight / 2 ? 'top' : 'bottom'}-${side}` })
  }
  button.addEventListener('pointermove', move, { signal })
  button.addEventListener('pointerup', drop, { signal })
  button.addEventListener('lostpointercapture', () => ended.abort(), { signal })
}
