/** Keys that are pressed together. */
export interface Chord {
  /** In lower case, as the browser names it: `g`, `escape`, `~`. */
  readonly key: string
  /** Out of `mod`, which is Ctrl, or Cmd on a Mac, and `ctrl`, `alt`, `shift`, `meta`. */
  readonly held: ReadonlySet<string>
}

/** What a browser tells of a key. */
export type Pressed = Pick<
  KeyboardEvent,
  'key' | 'code' | 'ctrlKey' | 'altKey' | 'shiftKey' | 'metaKey'
>

const HELD = /^(mod|ctrl|alt|shift|meta)$/

/**
 * Reads a chord such as `mod+shift+g`.
 *
 * @returns `undefined` for what is none: no key, two keys, or the same word twice
 */
export function parseChord(text: string): Chord | undefined {
  // The plus itself leaves two empty words at the end.
  const words = text
    .toLowerCase()
    .replace('++', '+plus')
    .split(/ *\+ */)
  const held = new Set(words.filter((word) => HELD.test(word)))
  const [key, more] = words.filter((word) => !held.has(word))
  if (key === undefined || key === '' || more !== undefined || held.size + 1 < words.length)
    return undefined
  if (held.has('mod') && held.has('ctrl')) return undefined
  return { key: key === 'plus' ? '+' : key, held }
}

/**
 * Whether a chord is pressed, on a keyboard of any language: where keys are named in
 * another alphabet, that of the same place is meant, and in the same alphabet never.
 */
export function isPressed({ key, held }: Chord, event: Pressed, isMac: boolean): boolean {
  const isMod = held.has('mod')
  const pressed = event.key.toLowerCase()
  return (
    (pressed === key || (pressed > '~' && event.code === `Key${key.toUpperCase()}`)) &&
    event.ctrlKey === (held.has('ctrl') || (isMod && !isMac)) &&
    event.metaKey === (held.has('meta') || (isMod && isMac)) &&
    event.altKey === held.has('alt') &&
    event.shiftKey === held.has('shift')
  )
}

/** Whether a chord may be pressed by somebody who types. */
export function isForTypists({ held }: Chord): boolean {
  return held.has('mod') || held.has('ctrl') || held.has('meta')
}
