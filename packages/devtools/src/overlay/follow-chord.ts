import type { DevtoolsOptions } from '../options.ts'
import { isMac } from './is-mac.ts'

/** Keys that somebody may press to open an overlay. */
export interface FollowedChord {
  /** As `aria-keyshortcuts` names them. */
  readonly keys: string
  /** Whether they are pressed, and mean this rather than what somebody types. */
  readonly isMeant: (event: KeyboardEvent) => boolean
}

/** Listens to keys, or to none as yet. */
export interface FollowedKeys {
  /** Begins; returns how to stop. */
  begin(): () => void
  /** Takes keys in place of those that there were. */
  take(chord: FollowedChord | undefined): void
}

/**
 * Listens to the keys that open an overlay. Other keys than those of most pages are
 * read by a part that comes later.
 *
 * @param loadCustom - brings that part, unless other keys are never asked for
 * @param known - told which keys those are, unless there are none
 */
export function followChord(
  { chord: written }: Pick<DevtoolsOptions, 'chord'>,
  pressed: () => void,
  known?: (keys: string) => void,
): FollowedKeys {
  let chord: FollowedChord | undefined
  const press = (event: KeyboardEvent): void => {
    if (chord?.isMeant(event) !== true) return
    event.preventDefault()
    event.stopPropagation()
    pressed()
  }
  const followed: FollowedKeys = {
    begin() {
      addEventListener('keydown', press, true)
      return () => removeEventListener('keydown', press, true)
    },
    take(next) {
      chord = next
      if (next) known?.(next.keys)
    },
  }
  if (written === undefined) followed.take(defaultChord(isMac()))
  return followed
}

function defaultChord(mac: boolean): FollowedChord {
  return {
    keys: `${mac ? 'Meta' : 'Control'}+shift+g`,
    isMeant: ({ key, code, ctrlKey, metaKey, altKey, shiftKey }) =>
      // Where keys are named in another alphabet, the place counts.
      (key > '~' ? code === 'KeyG' : key.toLowerCase() === 'g') &&
      shiftKey &&
      !altKey &&
      metaKey === mac &&
      ctrlKey !== mac,
  }
}
