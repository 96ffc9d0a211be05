import type { Page } from 'playwright-core'

/** Results as the service answered them, to be changed before a page sees them. */
export type Answered = Record<string, unknown> & {
  verdict: Record<string, unknown>
  progress: Record<string, unknown>
  analysis: Record<string, unknown> & { health: Record<string, unknown> }
}

/**
 * Lets a page see results that nobody can make in a test's time: those of the service, changed.
 *
 * @param pattern - of the address that is asked
 */
export async function changeResults(
  page: Page,
  change: (results: Answered) => void,
  pattern = '**/opening-picture/results**',
): Promise<void> {
  await page.route(pattern, async (route) => {
    const answer = await route.fetch()
    const results = (await answer.json()) as Answered
    change(results)
    await route.fulfill({ response: answer, json: results })
  })
}
