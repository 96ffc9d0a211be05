import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { changeResults } from './support/change-results.ts'
import { openStage, signIn, type Stage } from './support/stage.ts'

const FLAGS = '/environments/development/flags'
const RESULTS = '/environments/development/experiments/opening-picture'

/** Turns all that follows, unless it is held in; the second tries to break out of what holds it. */
const TURNED = '\u202Eevil'
const BREAKING = 'a\u2069\u202Eb'
const ARABIC = 'سلة المشتريات 50'

let stage: Stage
beforeAll(async () => {
  stage = await openStage((document) => {
    const flags = document['flags'] as Record<string, object>
    const names = { turned: TURNED, breaking: BREAKING, arabic: ARABIC }
    for (const [key, title] of Object.entries(names)) {
      flags[key] = {
        title,
        owner: title,
        variants: { on: { value: 1, title, description: title }, off: 0 },
        type: 'number',
        defaultVariant: 'off',
        rules: [{ id: 'all-of-them', description: title, serve: { variant: 'on' } }],
      }
    }
  })
}, 120_000)
afterAll(async () => stage[Symbol.asyncDispose]())

/**
 * The texts of a page in Latin letters of which a letter is drawn to the left of the one before
 * it: turned by something else, as they hold nothing that turns.
 */
async function turnedTexts(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found: string[] = []
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    for (let node = texts.nextNode(); node !== null; node = texts.nextNode()) {
      const text = node.textContent ?? ''
      if (!/[a-z]/i.test(text) || /[^\u0020-\u007E\u00A0-\u02AF\u2010-\u2027\u2212]/.test(text))
        continue
      const range = document.createRange()
      let before: DOMRect | undefined
      for (let at = 0; at < text.length; at++) {
        if (!/[a-z0-9]/i.test(text[at] ?? '')) continue
        range.setStart(node, at)
        range.setEnd(node, at + 1)
        const box = range.getBoundingClientRect()
        const isSameLine = before !== undefined && Math.abs(box.top - before.top) < 2
        if (isSameLine && before !== undefined && box.left < before.left) {
          found.push(text)
          break
        }
        before = box
      }
    }
    return found
  })
}

/** Where a text is drawn. */
async function leftOf(page: Page, row: string, text: string): Promise<number> {
  return page.evaluate(
    ([key, wanted]) => {
      const cells = document.evaluate(
        `//tr[.//code[text()='${key}']]//*[text()='${wanted}']`,
        document,
        null,
        XPathResult.FIRST_ORDERED_NODE_TYPE,
        null,
      )
      return (cells.singleNodeValue as Element).getBoundingClientRect().left
    },
    [row, text] as const,
  )
}

it('keeps the text around a name in its order, whichever way the name is written', async () => {
  await using visit = await stage.visit(FLAGS)
  const { page } = visit
  await signIn(page)
  await page.getByText(ARABIC).first().waitFor()
  expect(await turnedTexts(page)).toEqual([])
  // The key stands behind the title, as in every other row.
  for (const key of ['turned', 'arabic']) {
    const title = await page
      .getByRole('row')
      .filter({ hasText: key })
      .getByRole('link')
      .boundingBox()
    expect(await leftOf(page, key, key)).toBeGreaterThanOrEqual(title?.x ?? Infinity)
  }
  for (const key of ['turned', 'breaking', 'arabic']) {
    await page.goto(`${stage.service.url}${FLAGS}/${key}`)
    await page.getByRole('heading', { name: 'History' }).waitFor()
    await page.waitForLoadState('networkidle')
    expect([key, await turnedTexts(page)]).toEqual([key, []])
  }
})

it.each([TURNED, BREAKING, ARABIC])('does so in results, for a metric called %j', async (name) => {
  await using visit = await stage.visit('/sign-in')
  const { page } = visit
  await signIn(page)
  await changeResults(page, (results) => {
    const metrics = results['metrics'] as Record<string, object>
    metrics['ordered'] = { ...metrics['ordered'], title: name }
    results['hypothesis'] = `${name} sells more`
    results.analysis['annotations'] = [{ day: String(results['until']).slice(0, 10), title: name }]
  })
  await page.goto(`${stage.service.url}${RESULTS}`)
  await page.getByRole('heading', { level: 1, name: 'Opening picture' }).waitFor()
  await page.getByRole('figure', { name: 'Primary metrics' }).waitFor()
  for (const check of await page.locator('.health details > summary').all()) await check.click()
  await page.getByRole('link', { name: 'Daily' }).waitFor()
  expect((await turnedTexts(page)).filter((text) => !text.includes('sells more'))).toEqual([])
  expect(await page.title()).toBe('Opening picture · Sluice')
})

it.each([TURNED, BREAKING, ARABIC])('does so for a value of a segment called %j', async (value) => {
  await using visit = await stage.visit('/sign-in')
  const { page } = visit
  await signIn(page)
  await changeResults(page, (results) => {
    for (const segments of [results.analysis['segments'], results['segments']]) {
      const [country] = segments as { values: { value: string }[] }[]
      const [first] = country?.values ?? []
      if (first !== undefined) first.value = value
    }
  })
  await page.goto(`${stage.service.url}${RESULTS}`)
  const figure = page.getByRole('figure', { name: 'By country' })
  // The first row is of that value, and no text of another name is a part of its own.
  const row = figure.getByRole('listitem').first()
  await row.getByText('Ordered something', { exact: true }).waitFor()
  expect(await turnedTexts(page)).toEqual([])
  await figure.getByRole('button', { name: 'Table' }).click()
  const head = figure.getByRole('rowheader').first()
  await head.getByText('Ordered something', { exact: true }).waitFor()
  expect(await turnedTexts(page)).toEqual([])
})
