import type { ExposureEvent } from '@sluice/core'
import type { Shelf } from '../../storage.ts'
import { keyOf } from '../exposure.ts'
import type { Item } from '../item.ts'

const DAY_MS = 86_400_000
const MOST_KEYS = 500

/**
 * Remembers which exposures the service has, so that the same are not sent again
 * within a day: not sooner, since what is lost on the way has to come again.
 */
export function remember(shelf: Shelf, items: readonly Item[], now: number): void {
  const delivered = items.filter(({ type }) => type === 'exposure')
  if (delivered.length === 0 || !shelf.storage()) return
  const known = Object.entries((shelf.read('.counted') ?? {}) as Record<string, number>)
  const fresh = delivered.map(({ json }): [string, number] => {
    const exposure = JSON.parse(json) as ExposureEvent
    return [keyOf(exposure), exposure.at]
  })
  shelf.write(
    '.counted',
    Object.fromEntries(
      [...known, ...fresh]
        .filter(([, at]) => Math.abs(now - at) < DAY_MS)
        .sort(([, a], [, b]) => b - a)
        .slice(0, MOST_KEYS),
    ),
  )
}
