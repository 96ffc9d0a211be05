import type { JsonValue } from '@sluice/core'
import type { SluiceClient } from '../client.ts'
import { INSIDE, type LeftInside } from '../inside/left-inside.ts'
import type { FlagChange } from '../state.ts'
import { CAUSED_WITHIN_MS } from './gates.ts'

/** What is asked of a client; one that cannot be asked has drawn no default as far as anybody can tell. */
export type DefaultsClient = Partial<Pick<SluiceClient, 'peek' | 'expose'>>

/** What the page shows in place of answers. */
export interface Defaults {
  /**
   * Tells of each flag that changed from a default that was on the screen, at once or when
   * whoever follows it reads it again. Answers that are the default change nothing.
   */
  follow(changes: readonly FlagChange[]): void
  stop(): void
}

/**
 * Finds out which flags were drawn with a default before there was an answer: no exposure tells of
 * those. Seen is what was exposed, and what something on the page follows; a component that
 * suspended instead of drawing follows nothing.
 *
 * @param now - milliseconds, of any clock
 * @param late - told of a flag once for each change, and when that was
 */
export function watchDefaults(
  client: DefaultsClient,
  now: () => number,
  late: (flag: string, at: number) => void,
): Defaults {
  const { peek, expose } = client
  const shown = new Map<string, unknown>()
  /** When they changed; until somebody reads them. */
  const changed = new Map<string, number>()

  const watchedPeek = ((key: string, given: JsonValue) => {
    const details = (peek as (key: string, given: JsonValue) => { value: unknown })(key, given)
    const at = changed.get(key)
    if (at !== undefined) {
      changed.delete(key)
      if (now() - at <= CAUSED_WITHIN_MS && isOther(details.value, given)) late(key, at)
    }
    // Reads are many, and the next change is far off.
    if (!changed.size) client.peek = peek as SluiceClient['peek']
    return details
  }) as SluiceClient['peek']
  const watchedExpose: SluiceClient['expose'] = (details, ...more) => {
    const { key, variant, value, metadata } = details
    if (variant === undefined && !metadata.override) shown.set(key, value)
    return (expose as SluiceClient['expose'])(details, ...more)
  }
  if (expose) client.expose = watchedExpose

  return {
    follow(changes) {
      const flags = (client as { [INSIDE]?: LeftInside })[INSIDE]?.owner.flags
      for (const { key, to } of changes) {
        if (shown.has(key)) {
          if (to?.value !== undefined && isOther(to.value, shown.get(key))) late(key, now())
          // oxlint-disable-next-line typescript/strict-boolean-expressions -- none, or nobody
        } else if (peek && flags?.get(key)?.listeners?.size) {
          changed.set(key, now())
          client.peek = watchedPeek
        }
        shown.delete(key)
      }
    },
    stop() {
      // Somebody else may have put their own in the place since.
      if (peek && client.peek === watchedPeek) client.peek = peek
      if (expose && client.expose === watchedExpose) client.expose = expose
    },
  }
}

function isOther(value: unknown, given: unknown): boolean {
  return value !== given && JSON.stringify(value) !== JSON.stringify(given)
}
