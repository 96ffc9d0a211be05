import assert from 'node:assert/strict'
import type { Check } from './check.ts'
import { visit } from './visit.ts'

/** What somebody who develops the example with Vite is told. */
export const developmentChecks: readonly Check[] = [
  [
    'a client that was made without the bootstrap of its page is named, with both values',
    async ({ app, browser }) => {
      await using open = await visit(browser)
      const { page, complaints } = open
      await page.route('**/src/entry-client.tsx*', async (route) => {
        const answer = await route.fetch()
        const code = await answer.text()
        const without = code.replace(/\.\.\.\(?bootstrap && \{ bootstrap \}\)?,/, '')
        assert.notEqual(without, code, 'The client is made in another way than this check knows.')
        await route.fulfill({ response: answer, body: without })
      })
      await page.goto(app.url)
      const deadline = Date.now() + 10_000
      while (!complaints.some((text) => text.startsWith('HYDRATION_MISMATCH'))) {
        assert.ok(Date.now() < deadline, `Only these came:\n${complaints.join('\n')}`)
        await page.waitForTimeout(50)
      }
      const report = complaints.find((text) => text.startsWith('HYDRATION_MISMATCH'))
      assert.match(report ?? '', /"headline": the server drew "Only two teapots left" \(hurry\)/)
      assert.match(report ?? '', /the browser hydrates its default\. .*made without a bootstrap/)
    },
  ],
]
