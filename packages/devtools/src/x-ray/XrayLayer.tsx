import { useEffect, useReducer, type ReactElement } from 'react'
import { boxesOf, type Place } from './places.ts'

const MOST_BOXES = 300

/** Frames around what flags draw, over the page and out of its way. */
export function XrayLayer({ places }: { readonly places: readonly Place[] }): ReactElement {
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
  const boxes = places
    .flatMap((place) => boxesOf(place).map((box, index) => ({ place, box, isFirst: index === 0 })))
    .slice(0, MOST_BOXES)
  return (
    <div className="xray" aria-hidden="true">
      {boxes.map(({ place, box, isFirst }, index) => (
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
