import { afterAll, describe } from 'vitest'
import { keepsItsPromises } from './case-suite.ts'
import { answersAsTheReference } from './random-suite.ts'
import type { TestStore } from './test-store.ts'

/** What every engine has to answer, the same. */
export function describeEventStore(
  name: string,
  open: () => Promise<TestStore>,
  { numRuns }: { readonly numRuns: number },
): void {
  describe(`the event store on ${name}`, () => {
    let opened: Promise<TestStore> | undefined
    const testStore = (): Promise<TestStore> => (opened ??= open())
    afterAll(async () => (await opened)?.close())
    answersAsTheReference(testStore, numRuns)
    keepsItsPromises(testStore)
  })
}
