import type { DevtoolsOptions } from '../options.ts'
import { isMac } from './is-mac.ts'
import type { Notices } from './notices.ts'

/** Keys that somebody may press to open an overlay. */
export interface FollowedChord {
  /** As `aria-keyshortcuts` names them. */
  readonly keys: string
  /** Whether they are pressed, and mean this rather than what somebody types. */
  readonly isMeant: (event: KeyboardEvent) => boolean
}

/** Brings what reads the keys that an app wants. */
export type LoadChord = () => Promise<{
  readonly customChord: (written: string, notices: Notices) => FollowedChord | undefined
}>

/**
 * Listens to the keys that open an overlay. Other keys than those of most pages are
 * read by a part that is loaded for them.
 *
 * @param loadCustom - brings that part, unless other keys are never asked for
 * @param known - told which keys those are, unless there are none
 * @param notices - sentences, to which one is added of keys that are no chord
 * @returns how to begin; that returns how to stop
 */
export function followChord(
  { chord: written }: Pick<DevtoolsOptions, 'chord'>,
  pressed: () => void,
  notices: Notices,
  loadCustom?: LoadChord,
  known?: (keys: string) => void,
): () => () => void {
  let chord: FollowedChord | undefined
  const take = (next: FollowedChord | undefined): void => {
    chord = next
    if (next) known?.(next.keys)
  }
  if (written === undefined) take(defaultChord(isMac()))
  else if (written !== false)
    void loadCustom?.().then(
      ({ customChord }) => take(customChord(written, notices)),
      ({ message }) => notices.push(`No chord: ${message}`),
    )
  const press = (event: KeyboardEvent): void => {
    if (chord?.isMeant(event) !== true) return
    event.preventDefault()
    event.stopPropagation()
    pressed()
  }
  return () => {
    addEventListener('keydown', press, true)
    return () => removeEventListener('keydown', press, true)
  }
}

function defaultChord(mac: boolean): FollowedChord {
  return {
    keys: `${mac ? 'Meta' : 'Control'}+shift+g`,
    isMeant: ({ key, code, ctrlKey, metaKey, altKey, shiftKey }) =>
      (code === 'KeyG' || key.toLowerCase() === 'g') &&
      shiftKey &&
      !altKey &&
      metaKey === mac &&
      ctrlKey !== mac,
  }
}
