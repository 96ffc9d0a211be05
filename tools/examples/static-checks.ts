import assert from 'node:assert/strict'
import { visit } from './visit.ts'
import type { Check } from './check.ts'

// Runs in the page: notes with every frame what a person sees, from the first on.
const NOTE_WHAT_IS_SEEN = `
  globalThis.seen = []
  const look = () => {
    const heading = document.querySelector('h1')
    if (heading?.checkVisibility({ visibilityProperty: true }) && seen.at(-1) !== heading.innerText)
      seen.push(heading.innerText)
    requestAnimationFrame(look)
  }
  requestAnimationFrame(look)
`

/** What a page that no server draws has to do. */
export const staticChecks: readonly Check[] = [
  [
    'a static page shows a person who was here before no other variant first',
    async ({ app, browser }) => {
      await using somebody = await visit(browser)
      const { page, complaints } = somebody
      await page.addInitScript({ content: NOTE_WHAT_IS_SEEN })
      const seen = async (): Promise<string[]> => {
        await page.goto(`${app.url}/static`)
        await page.getByRole('heading', { name: 'Made in spring' }).waitFor()
        await page.waitForTimeout(300)
        return page.evaluate<string[]>('seen')
      }
      // A first visit may show what is static before it knows better.
      assert.equal((await seen()).at(-1), 'Made in spring')
      for (let visits = 0; visits < 3; visits++) assert.deepEqual(await seen(), ['Made in spring'])
      assert.deepEqual(complaints, [])
    },
  ],
  [
    'a static page is whole without JavaScript',
    async ({ app, browser }) => {
      await using still = await visit(browser, { javaScriptEnabled: false })
      await still.page.goto(`${app.url}/static`)
      assert.ok(await still.page.getByRole('heading', { name: 'Made in winter' }).isVisible())
    },
  ],
]
