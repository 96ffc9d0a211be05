import assert from 'node:assert/strict'
import type { Check } from './check.ts'
import { visit } from './visit.ts'

const PRELOAD = /<link rel="modulepreload" href="(\/assets\/GiftNote-[^"]+\.js)"/

/** What a page does whose treatment has code of its own. */
export const preloadChecks: readonly Check[] = [
  [
    'the code of a treatment is preloaded for those who are served it, and loaded by nobody else',
    async ({ app, service, browser }) => {
      await using open = await visit(browser)
      const { page, complaints } = open
      const asked: string[] = []
      page.on('request', (request) => asked.push(new URL(request.url()).pathname))
      const answer = await page.goto(app.url)
      const code = PRELOAD.exec((await answer?.text()) ?? '')?.[1] ?? 'no preload'
      await page.getByText('Wrapped, with a note by hand').waitFor()
      await page.waitForTimeout(300)
      assert.equal(asked.filter((path) => path === code).length, 1, asked.join('\n'))
      assert.deepEqual(complaints, [])

      await service.serve('gift-note', 'off')
      await page.getByText('Wrapped, with a note by hand').waitFor({ state: 'detached' })
      await using later = await visit(browser)
      const other: string[] = []
      later.page.on('request', (request) => other.push(new URL(request.url()).pathname))
      const html = (await (await later.page.goto(app.url))?.text()) ?? ''
      await later.page.waitForTimeout(500)
      // An open page loads it as soon as it is served again.
      const asksMeanwhile = [...other]
      await service.serve('gift-note', 'on')
      assert.doesNotMatch(html, PRELOAD)
      assert.ok(!asksMeanwhile.some((path) => path.includes('GiftNote')), asksMeanwhile.join('\n'))
    },
  ],
]
