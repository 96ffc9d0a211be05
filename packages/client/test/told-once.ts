import { expect } from 'vitest'
import type { SimulatedPages } from './simulated-pages.ts'

/** What the service counted of these outcomes. */
export function names(browser: SimulatedPages): string[] {
  return [...browser.accepted.values()]
    .flatMap((event) => (event.type === 'outcome' ? event.name : []))
    .sort()
}

/** Expects that the service counted each of these outcomes, and each once. */
export function expectEachOnce(browser: SimulatedPages, told: readonly string[]): void {
  expect(names(browser)).toEqual([...told].sort())
}
