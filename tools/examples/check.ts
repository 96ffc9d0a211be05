import assert from 'node:assert/strict'
import type { Browser } from 'playwright-core'
import type { Running } from './running.ts'
import type { ExampleService } from './service.ts'
import { visit } from './visit.ts'

/** An example at work. */
export interface Stage {
  readonly app: Running
  readonly service: ExampleService
  readonly browser: Browser
}

/** One promise that examples keep; throws when one does not. */
export type Check = readonly [promise: string, run: (stage: Stage) => Promise<void>]

/** Has to hold in development too, where React says more. */
export const hydratesQuietly: Check = [
  'it hydrates without a word in the console, and hears of a change while it is open',
  async ({ app, service, browser }) => {
    await using open = await visit(browser)
    const { page, complaints } = open
    await page.goto(app.url)
    await page.getByRole('heading', { name: 'Only two teapots left' }).waitFor()
    await page.evaluate("document.documentElement.setAttribute('data-mark', 'kept')")
    // Hydrated and listening: the stream tells of the change, not the first answer.
    await page.waitForTimeout(1500)
    await service.serve('headline', 'plain')
    await page.getByRole('heading', { name: 'Teapots', exact: true }).waitFor()
    await page.getByText('Reviews of: Teapots').waitFor()
    assert.equal(await page.locator('html').getAttribute('data-mark'), 'kept')
    await service.serve('headline', 'hurry')
    await page.getByRole('heading', { name: 'Only two teapots left' }).waitFor()
    assert.deepEqual(complaints, [])
  },
]

/** What every example that draws on a server has to do. */
export const commonChecks: readonly Check[] = [
  [
    'the HTML of the server carries the variant, and a cookie for the next visit',
    async ({ app }) => {
      const answer = await fetch(app.url)
      const html = await answer.text()
      assert.match(html, /<h1[^>]*>Only two teapots left<\/h1>/)
      assert.match(html, /Buy now/)
      assert.match(html, /Reviews of: Only two teapots left/)
      assert.doesNotMatch(html, /weightBps|sluice_server/)
      const cookie = answer.headers.get('set-cookie') ?? ''
      assert.match(cookie, /^sluice-anonymous-key=[\w-]{36};.*Max-Age=31536000.*SameSite=Lax/i)
    },
  ],
  [
    'without JavaScript the variant is there',
    async ({ app, browser }) => {
      await using still = await visit(browser, { javaScriptEnabled: false })
      await still.page.goto(app.url)
      assert.equal(await still.page.locator('h1').innerText(), 'Only two teapots left')
      assert.ok(await still.page.getByRole('button', { name: 'Buy now' }).isVisible())
    },
  ],
  hydratesQuietly,
  [
    'everybody keeps their variant: server and browser agree about who it is',
    async ({ app, browser }) => {
      const seen = new Set<string>()
      for (let person = 0; person < 6; person++) {
        await using somebody = await visit(browser)
        const { page, complaints } = somebody
        const texts: string[] = []
        for (let view = 0; view < 2; view++) {
          const answer = await page.goto(app.url)
          texts.push(/id="delivery"[^>]*>([^<]*)</.exec((await answer?.text()) ?? '')?.[1] ?? '')
          // Long enough for the answer of the service, which would change it.
          await page.waitForTimeout(300)
          texts.push(await page.locator('#delivery').innerText())
        }
        assert.equal(new Set(texts).size, 1, texts.join(', '))
        seen.add(texts[0] ?? '')
        assert.deepEqual(complaints, [])
      }
      assert.ok([...seen].every((text) => ['Delivery: 4.90', 'Free delivery'].includes(text)))
    },
  ],
]
