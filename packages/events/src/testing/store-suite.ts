import { afterAll, describe } from 'vitest'
import { keepsItsPromises } from './case-suite.ts'
import { keepsWhatItShould } from './keeping-suite.ts'
import { tellsLossBySession } from './loss-suite.ts'
import { roundsNothingAway } from './rounding-suite.ts'
import { tellsExperimentsApart } from './overlap-suite.ts'
import { answersAsTheReference } from './random-suite.ts'
import { tellsExtremes } from './extremes-suite.ts'
import { knowsWhoSent } from './sent-by-suite.ts'
import type { TestStore } from './test-store.ts'

/** What every engine has to answer, the same. */
export function describeEventStore(
  name: string,
  open: () => Promise<TestStore>,
  { numRuns, isHere = true }: { readonly numRuns: number; readonly isHere?: boolean },
): void {
  const where = isHere ? name : `${name}, which is not installed here`
  describe.skipIf(!isHere)(`the event store on ${where}`, () => {
    let opened: Promise<TestStore> | undefined
    const testStore = (): Promise<TestStore> => (opened ??= open())
    afterAll(async () => (await opened)?.close())
    answersAsTheReference(testStore, numRuns)
    keepsItsPromises(testStore)
    keepsWhatItShould(testStore)
    tellsLossBySession(testStore)
    roundsNothingAway(testStore)
    tellsExperimentsApart(testStore)
    knowsWhoSent(testStore)
    tellsExtremes(testStore)
  })
}
