import { cleanup } from '@testing-library/react'
import { afterEach, beforeEach, vi, type MockInstance } from 'vitest'
import { closeClients } from './service.ts'

declare global {
  var IS_REACT_ACT_ENVIRONMENT: boolean
}

globalThis.IS_REACT_ACT_ENVIRONMENT = true

let errors: MockInstance<typeof console.error>
let warnings: MockInstance<typeof console.warn>

/**
 * Takes what was printed to the console so far, so that it does not fail the
 * test. Whatever else is printed does: warnings of React are faults.
 */
export function takeConsole(): { errors: unknown[][]; warnings: unknown[][] } {
  const taken = {
    errors: errors.mock.calls.filter((line) => !isServerWarning(line)),
    warnings: [...warnings.mock.calls],
  }
  errors.mockClear()
  warnings.mockClear()
  return taken
}

/**
 * React 18 warns of layout effects when it draws as a server does. It cannot know
 * that there is a window here, by which they were chosen.
 */
function isServerWarning([text]: unknown[]): boolean {
  return String(text).includes('useLayoutEffect does nothing on the server')
}

beforeEach(() => {
  errors = vi.spyOn(console, 'error').mockImplementation(() => {})
  warnings = vi.spyOn(console, 'warn').mockImplementation(() => {})
})

afterEach(() => {
  cleanup()
  closeClients()
  sessionStorage.clear()
  localStorage.clear()
  const printed = takeConsole()
  vi.restoreAllMocks()
  assertNothing(printed)
})

function assertNothing(printed: ReturnType<typeof takeConsole>): void {
  const lines = [...printed.errors, ...printed.warnings].map((line) => line.map(String).join(' '))
  if (lines.length > 0) throw new Error(`The test printed to the console:\n${lines.join('\n')}`)
}
