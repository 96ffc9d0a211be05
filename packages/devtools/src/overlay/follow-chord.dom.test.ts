import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { followChord } from './follow-chord.ts'

const pressed = vi.fn()
let stop: () => void
beforeEach(() => {
  pressed.mockClear()
  stop = followChord({}, pressed).begin()
})
afterEach(() => stop())

const press = (key: string, code: string): KeyboardEvent => {
  const event = new KeyboardEvent('keydown', {
    key,
    code,
    ctrlKey: true,
    shiftKey: true,
    cancelable: true,
  })
  dispatchEvent(event)
  return event
}

it.each([
  ['Dvorak', 'KeyU'],
  ['Colemak', 'KeyT'],
  ['QWERTY', 'KeyG'],
])('opens by the key that %s calls G', (_, code) => {
  expect(press('G', code).defaultPrevented).toBe(true)
  expect(pressed).toHaveBeenCalledTimes(1)
})

it.each([
  ['Cyrillic', 'П'],
  ['Greek', 'Γ'],
])('opens by the place of G where letters are %s', (_, key) => {
  expect(press(key, 'KeyG').defaultPrevented).toBe(true)
  expect(pressed).toHaveBeenCalledTimes(1)
})

it.each([
  ['Dvorak', 'I'],
  ['Colemak', 'D'],
])('leaves the browser its keys where %s has another letter in the place of G', (_, key) => {
  expect(press(key, 'KeyG').defaultPrevented).toBe(false)
  expect(pressed).not.toHaveBeenCalled()
})
