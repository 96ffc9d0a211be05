import { useRef, useState, type KeyboardEvent } from 'react'

const STEPS: Readonly<Record<string, number>> = {
  ArrowRight: 1,
  ArrowDown: 1,
  ArrowLeft: -1,
  ArrowUp: -1,
}

/** One stop of the tab key for a group; the arrow keys, Home and End move within it. */
export function useRoving(length: number) {
  const [current, setCurrent] = useState(0)
  const group = useRef<Element>(null)
  const at = Math.min(current, Math.max(0, length - 1))
  const go = (to: number): void => {
    const next = Math.max(0, Math.min(length - 1, to))
    setCurrent(next)
    const stops = group.current?.querySelectorAll<HTMLElement | SVGElement>('[data-stop]')
    stops?.[next]?.focus()
  }
  return {
    /** For the element around the group. */
    groupProps: {
      ref: (element: Element | null) => {
        group.current = element
      },
      onKeyDown(event: KeyboardEvent) {
        const step = STEPS[event.key]
        const to =
          event.key === 'Home'
            ? 0
            : event.key === 'End'
              ? length - 1
              : step === undefined
                ? undefined
                : at + step
        if (to === undefined) return
        event.preventDefault()
        go(to)
      },
    },
    /** For each stop, in their order. */
    stopProps: (index: number) => ({
      'data-stop': '',
      tabIndex: index === at ? 0 : -1,
      onFocus: () => setCurrent(index),
    }),
  }
}
