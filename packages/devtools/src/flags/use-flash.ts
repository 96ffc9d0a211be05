import { useState } from 'react'
import type { Row } from './rows.ts'

/** Counts how often the service gave a row another value while it was on the screen. */
export function useFlash({ key, server }: Row): number {
  const [seen, setSeen] = useState({ key, server, count: 0 })
  if (seen.key === key && seen.server === server) return seen.count
  const isChanged =
    seen.key === key &&
    (seen.server?.variant !== server?.variant || seen.server?.value !== server?.value)
  const next = { key, server, count: isChanged ? seen.count + 1 : seen.count }
  setSeen(next)
  return next.count
}
