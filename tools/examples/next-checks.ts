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
      const draws = async (variant: string, text: string): Promise<void> => {
        await service.serve('headline', variant)
        const deadline = Date.now() + 20_000
        while (!(await (await fetch(app.url)).text()).includes(`>Drawn as: ${text}<`)) {
          assert.ok(Date.now() < deadline, `The node of the app has not heard of "${text}".`)
          await new Promise((resolve) => setTimeout(resolve, 50))
        }
      }
      await draws('plain', 'Teapots')
      await draws('hurry', 'Only two teapots left')
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
