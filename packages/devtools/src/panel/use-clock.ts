import { useEffect, useReducer } from 'react'

const TICK_MS = 1000

/** Draws a component anew each second, so that the ages in it are true. */
export function useClock(): void {
  const [, tick] = useReducer((ticks: number) => ticks + 1, 0)
  useEffect(() => {
    const timer = setInterval(tick, TICK_MS)
    return () => clearInterval(timer)
  }, [])
}
