/** Keys that are pressed together. */
export interface Chord {
  /** In lower case, as the browser names it: `g`, `escape`, `~`. */
  readonly key: string
  /** Ctrl, or Cmd on a Mac. */
  readonly mod: boolean
  readonly ctrl: boolean
  readonly alt: boolean
  readonly shift: boolean
  readonly meta: boolean
}

/** What a browser tells of a key. */
export type Pressed = Pick<
  KeyboardEvent,
  'key' | 'code' | 'ctrlKey' | 'altKey' | 'shiftKey' | 'metaKey'
>

const HELD = ['mod', 'ctrl', 'alt', 'shift', 'meta'] as const

/**
 * Reads a chord such as `mod+shift+g`.
 *
 * @returns `undefined` for what is none: no key, two keys, or the same word twice
 */
export function parseChord(text: string): Chord | undefined {
  const words = text.toLowerCase().split('+')
  // The key plus itself leaves two empty words at the end.
  if (text.endsWith('++')) words.splice(-2, 2, '+')
  const trimmed = words.map((word) => word.trim())
  const held = new Set(trimmed.filter((word) => HELD.some((name) => name === word)))
  const [key, ...more] = trimmed.filter((word) => !held.has(word))
  if (key === undefined || key === '' || more.length > 0) return undefined
  if (held.size + 1 !== trimmed.length || (held.has('mod') && held.has('ctrl'))) return undefined
  const [mod, ctrl, alt, shift, meta] = HELD.map((name) => held.has(name)) as [
    boolean,
    boolean,
    boolean,
    boolean,
    boolean,
  ]
  return { key, mod, ctrl, alt, shift, meta }
}

/** Whether a chord is pressed, on a keyboard of any language. */
export function isPressed(chord: Chord, event: Pressed, isMac: boolean): boolean {
  const { key, mod, ctrl, alt, shift, meta } = chord
  const isKey = event.key.toLowerCase() === key || event.code === `Key${key.toUpperCase()}`
  return (
    isKey &&
    event.ctrlKey === (ctrl || (mod && !isMac)) &&
    event.metaKey === (meta || (mod && isMac)) &&
    event.altKey === alt &&
    event.shiftKey === shift
  )
}

/** Whether a chord may be pressed by somebody who types. */
export function isForTypists({ mod, ctrl, meta }: Chord): boolean {
  return mod || ctrl || meta
}
