import { isForTypists, isPressed, parseChord } from './chord.ts'
import type { FollowedChord } from './follow-chord.ts'
import { isMac } from './is-mac.ts'
import type { Notices } from './notices.ts'

/**
 * Reads the keys that an app wants.
 *
 * @param notices - sentences, to which one is added of keys that are no chord
 */
export function customChord(written: string, notices: Notices): FollowedChord | undefined {
  const chord = parseChord(written)
  if (!chord) {
    notices.push(`"${written}" is no chord, so none opens this. Write one as mod+shift+g.`)
    return undefined
  }
  return {
    keys: written.replace('mod', isMac() ? 'Meta' : 'Control'),
    isMeant: (event) =>
      isPressed(chord, event, isMac()) && (isForTypists(chord) || !isTyping(event)),
  }
}

function isTyping(event: KeyboardEvent): boolean {
  const [target] = event.composedPath()
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  )
}
