import type { BrowserContextOptions, Page } from 'playwright-core'
import { changeResults, type Answered } from './change-results.ts'
import { openStage, signIn, type Stage, type Visit } from './stage.ts'

/** The results page of the seeded experiment. */
export const RESULTS = '/environments/development/experiments/opening-picture'
export const SOON = { timeout: 10_000 }
export const CLIPBOARD = { permissions: ['clipboard-read', 'clipboard-write'] }

/** A stage on which results are read by somebody who is signed in. */
export interface ResultsStage extends Stage {
  open(path?: string, options?: BrowserContextOptions): Promise<Visit>
  /** Shows results that nobody can make in a test's time. */
  openChanged(
    change: (results: Answered) => void,
    path?: string,
    options?: BrowserContextOptions,
  ): Promise<Visit>
}

/** Opens it; beside what the demo has, one experiment asks its question calmly. */
export async function openResults(): Promise<ResultsStage> {
  const stage = await openStage(({ experiments }) => {
    const all = experiments as Record<string, object>
    all['calm-words'] = { ...all['button-words'], title: 'Calm words' }
  })
  return {
    ...stage,
    async open(path = RESULTS, options = {}) {
      const visit = await stage.visit(path, options)
      await signIn(visit.page)
      await visit.page.locator('main:not(:has(.waiting)) h1').waitFor()
      return visit
    },
    // Signs in elsewhere first, so that what is asked for results is already changed.
    async openChanged(change, path = RESULTS, options = {}) {
      const visit = await stage.visit('/sign-in', options)
      await signIn(visit.page)
      await changeResults(visit.page, change)
      await visit.page.goto(`${stage.service.url}${path}`)
      await visit.page.getByRole('heading', { level: 1, name: 'Opening picture' }).waitFor()
      return visit
    },
    [Symbol.asyncDispose]: async () => stage[Symbol.asyncDispose](),
  }
}

/** What was copied. */
export async function clipboard(page: Page): Promise<string> {
  return page.evaluate(async () => navigator.clipboard.readText())
}
