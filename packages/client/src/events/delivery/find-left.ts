import type { SluiceEvent } from '@sluice/core'
import type { Tabs } from '../../environment.ts'
import { listOf } from '../../storage.ts'
import type { Rows } from '../rows.ts'
import type { SizedItem } from './sized-item.ts'
import { sized } from './sized-item.ts'

/** What tabs left that are gone. */
export interface Left {
  readonly rows: readonly (readonly [key: string, items: readonly SizedItem[]])[]
  /** Whether there is more, of tabs that live. */
  readonly isPartial: boolean
}

/**
 * Looks for what tabs left that are gone.
 *
 * @returns rejects without a database, or when it was closed meanwhile: then nothing was left in it either
 */
export async function findLeft(
  rows: Promise<Rows>,
  session: string,
  tabs: Tabs | undefined,
): Promise<Left> {
  const [all, living] = await Promise.all([rows.then((opened) => opened.all()), tabs?.living()])
  const others = all.filter((row) => row.session !== session)
  const left = others.filter((row) => !living?.has(row.session))
  return {
    rows: left.map(({ key, events }) => [key, listOf(events).flatMap(unpack)]),
    isPartial: left.length < others.length,
  }
}

/** Reads an event that another page stored, of this release or another. */
function unpack(stored: unknown): SizedItem[] {
  try {
    const json = `${stored as string}`
    const event = JSON.parse(json) as SluiceEvent
    return typeof event.id === 'string' ? [sized({ ...event, json })] : []
  } catch {
    return []
  }
}
