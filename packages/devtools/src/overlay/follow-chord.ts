import type { DevtoolsOptions } from '../options.ts'
import { isForTypists, isPressed, parseChord } from './chord.ts'

/**
 * Listens to the keys that open an overlay.
 *
 * @param refuse - told in a sentence, of keys that are no chord
 * @returns the keys as `aria-keyshortcuts` names them, empty for none, and how to begin; that returns how to stop
 */
export function followChord(
  { chord: written = 'mod+shift+g' }: Pick<DevtoolsOptions, 'chord'>,
  pressed: () => void,
  refuse: (sentence: string) => void,
): readonly [keys: string, follow: () => () => void] {
  const chord = written === false ? undefined : parseChord(written)
  if (written === false || !chord) {
    if (written) refuse(`"${written}" is no chord, so none opens this. Write one as mod+shift+g.`)
    return ['', () => () => {}]
  }
  const isMac = /mac|iphone|ipad/i.test(navigator.platform)
  const press = (event: KeyboardEvent): void => {
    if (!isPressed(chord, event, isMac)) return
    if (!isForTypists(chord) && isTyping(event)) return
    event.preventDefault()
    event.stopPropagation()
    pressed()
  }
  return [
    written.replace('mod', isMac ? 'Meta' : 'Control'),
    () => {
      addEventListener('keydown', press, true)
      return () => removeEventListener('keydown', press, true)
    },
  ]
}

function isTyping(event: KeyboardEvent): boolean {
  const [target] = event.composedPath()
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  )
}
