import type { StoredEvent } from '@sluice/events/spool'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Reads the events that lie in the spool of a data folder, whole lines only, in the order of their receipt. */
export function storedEvents(dataDir: string): StoredEvent[] {
  const folder = join(dataDir, 'events', 'spool')
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .toSorted()
    .flatMap((name) => readFileSync(join(folder, name), 'utf8').split('\n').slice(0, -1))
    .filter((line) => !line.startsWith('{"frame":'))
    .map((line) => JSON.parse(line) as StoredEvent)
}
