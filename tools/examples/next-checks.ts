import assert from 'node:assert/strict'
import type { Check } from './check.ts'
import { visit } from './visit.ts'

/** What only an app with server components has to show. */
export const nextChecks: readonly Check[] = [
  [
    'a server component reads flags by calls, and gates stand in its tree',
    async ({ app }) => {
      const html = await (await fetch(app.url)).text()
      assert.match(html, /<p id="drawn">Drawn as: Only two teapots left<\/p>/)
      assert.match(html, /<p>In one step<\/p>/)
    },
  ],
  [
    'what a server component draws follows with the next visit, without a new start',
    async ({ app, service }) => {
      const drawn = async (): Promise<string | undefined> =>
        /<p id="drawn">([^<]*)</.exec(await (await fetch(app.url)).text())?.[1]
      await service.serve('headline', 'plain')
      const deadline = Date.now() + 5000
      while ((await drawn()) !== 'Drawn as: Teapots') {
        assert.ok(Date.now() < deadline, 'The node of the app heard of no change in 5 s.')
        await new Promise((resolve) => setTimeout(resolve, 50))
      }
      await service.serve('headline', 'hurry')
      while ((await drawn()) !== 'Drawn as: Only two teapots left') {
        assert.ok(Date.now() < deadline, 'The node of the app heard of no second change in 5 s.')
        await new Promise((resolve) => setTimeout(resolve, 50))
      }
    },
  ],
  [
    'an edge function evaluates the same flags',
    async ({ app }) => {
      const answer = await fetch(`${app.url}/api/flags`)
      assert.deepEqual(await answer.json(), { headline: 'Only two teapots left' })
    },
  ],
  [
    'what is streamed after the shell is awake too',
    async ({ app, service, browser }) => {
      await using open = await visit(browser)
      const { page, complaints } = open
      await page.goto(app.url)
      await page.getByText('Reviews of: Only two teapots left').waitFor()
      await page.waitForTimeout(1000)
      await service.serve('headline', 'plain')
      await page.getByText('Reviews of: Teapots').waitFor()
      await service.serve('headline', 'hurry')
      await page.getByText('Reviews of: Only two teapots left').waitFor()
      assert.deepEqual(complaints, [])
    },
  ],
]
