import { describe, expect, it } from 'vitest'
import { isForTypists, isPressed, parseChord, type Chord, type Pressed } from './chord.ts'

const pressed = (key: string, held: Partial<Pressed> = {}): Pressed => ({
  key,
  code: '',
  ctrlKey: false,
  altKey: false,
  shiftKey: false,
  metaKey: false,
  ...held,
})

describe('a chord', () => {
  it('is read in any case and with spaces', () => {
    expect(parseChord('Mod + Shift + G')).toEqual(parseChord('mod+shift+g'))
    expect(parseChord('mod+shift+g')).toEqual({ key: 'g', held: new Set(['mod', 'shift']) })
  })

  it('may be a key alone, or the plus', () => {
    expect(parseChord('f9')).toEqual({ key: 'f9', held: new Set() })
    expect(parseChord('alt++')).toEqual({ key: '+', held: new Set(['alt']) })
    expect(parseChord('ctrl+~')).toEqual({ key: '~', held: new Set(['ctrl']) })
  })

  it.each(['', 'mod', 'mod+', '+', 'a+b', 'mod+mod+a', 'mod+ctrl+a', 'shift+alt'])(
    'is not %j',
    (text) => {
      expect(parseChord(text)).toBeUndefined()
    },
  )

  it('means Ctrl by mod, and Cmd on a Mac', () => {
    const chord = parseChord('mod+shift+g') as Chord
    const withCtrl = pressed('G', { ctrlKey: true, shiftKey: true })
    const withCmd = pressed('G', { metaKey: true, shiftKey: true })
    expect([isPressed(chord, withCtrl, false), isPressed(chord, withCtrl, true)]).toEqual([
      true,
      false,
    ])
    expect([isPressed(chord, withCmd, false), isPressed(chord, withCmd, true)]).toEqual([
      false,
      true,
    ])
  })

  it('is another one with more or fewer keys held', () => {
    const chord = parseChord('mod+shift+g') as Chord
    expect(isPressed(chord, pressed('g', { ctrlKey: true }), false)).toBe(false)
    expect(
      isPressed(chord, pressed('g', { ctrlKey: true, shiftKey: true, altKey: true }), false),
    ).toBe(false)
    expect(isPressed(chord, pressed('h', { ctrlKey: true, shiftKey: true }), false)).toBe(false)
  })

  it('is found by its place where the keyboard has other letters', () => {
    const chord = parseChord('mod+shift+g') as Chord
    const cyrillic = pressed('П', { code: 'KeyG', ctrlKey: true, shiftKey: true })
    expect(isPressed(chord, cyrillic, false)).toBe(true)
  })

  it('is not another letter that stands in its place', () => {
    const chord = parseChord('mod+shift+g') as Chord
    const dvorak = pressed('I', { code: 'KeyG', ctrlKey: true, shiftKey: true })
    expect(isPressed(chord, dvorak, false)).toBe(false)
  })

  it('disturbs nobody who types, unless it holds Ctrl or Cmd', () => {
    expect(isForTypists(parseChord('mod+g') as Chord)).toBe(true)
    expect(isForTypists(parseChord('shift+g') as Chord)).toBe(false)
  })
})
