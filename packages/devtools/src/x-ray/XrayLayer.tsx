import { useEffect, useLayoutEffect, useReducer, type ReactElement } from 'react'
import { boxesOf, type Place } from './places.ts'

/** How many frames are drawn, of those that are in sight. */
export const MOST_BOXES = 500

interface XrayLayerProps {
  /** Whether it stands within something that would hold it. */
  readonly isHeld: boolean
  readonly places: readonly Place[]
  /** Told how many frames there would be in sight. */
  readonly onSight: (boxes: number) => void
}

/** Frames around what flags draw and is in sight, over the page and out of its way. */
export function XrayLayer({ isHeld, places, onSight }: XrayLayerProps): ReactElement {
  const [, again] = useReducer((count: number) => count + 1, 0)
  useEffect(() => {
    let frame = 0
    const soon = (): void => {
      cancelAnimationFrame(frame)
      frame = requestAnimationFrame(again)
    }
    // What moves without any of these is found by looking now and then.
    const timer = setInterval(soon, 500)
    window.addEventListener('scroll', soon, { capture: true, passive: true })
    window.addEventListener('resize', soon)
    return () => {
      cancelAnimationFrame(frame)
      clearInterval(timer)
      window.removeEventListener('scroll', soon, true)
      window.removeEventListener('resize', soon)
    }
  }, [])
  const boxes = places.flatMap((place) =>
    boxesOf(place)
      .filter(isInSight)
      .map((box, index) => ({ place, box, isFirst: index === 0 })),
  )
  const { length } = boxes
  useLayoutEffect(() => onSight(length), [onSight, length])
  return (
    <div
      className="xray"
      aria-hidden="true"
      popover={isHeld ? 'manual' : undefined}
      ref={isHeld ? raise : null}
    >
      {(length > MOST_BOXES ? largest(boxes) : boxes).map(({ place, box, isFirst }, index) => (
        <div
          // oxlint-disable-next-line react/no-array-index-key -- they are looked for anew each time
          key={index}
          data-flag={place.flag}
          style={{
            transform: `translate(${box.left}px,${box.top}px)`,
            width: box.width,
            height: box.height,
          }}
        >
          {isFirst && (
            <span>
              {place.flag}
              {place.variant !== undefined && ` · ${place.variant}`}
            </span>
          )}
        </div>
      ))}
    </div>
  )
}

/** Puts it over the whole page, where the browser can. */
const raise = (layer: Partial<HTMLElement> | null): void => layer?.showPopover?.()

function isInSight({ left, right, top, bottom }: DOMRect): boolean {
  return right > 0 && bottom > 0 && left < innerWidth && top < innerHeight
}

/** Those that are seen first, where not all can be drawn. */
function largest<B extends { readonly box: DOMRect }>(boxes: readonly B[]): readonly B[] {
  const areaOf = ({ box: { width, height } }: B): number => width * height
  return boxes.toSorted((a, b) => areaOf(b) - areaOf(a)).slice(0, MOST_BOXES)
}
