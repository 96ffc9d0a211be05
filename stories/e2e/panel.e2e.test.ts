import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildStorybook, type BuiltStorybook } from './support/built-storybook.ts'
import { expectText } from './support/expect-text.ts'

let storybook: BuiltStorybook

beforeAll(async () => {
  storybook = await buildStorybook()
}, 180_000)

afterAll(() => storybook[Symbol.asyncDispose]())

it('lists the gates that a story has read, with their titles, and asks nobody but its own host', async () => {
  await using open = await storybook.open('shop-opening-picture--one-piece')
  await open.openPanel()

  expect(await open.keys()).toEqual(['hero-layout'])
  await open.page.getByRole('heading', { name: 'Opening picture' }).waitFor()
  await expectText(open.row('hero-layout'), 'One piece, what it gives by itself')
  expect(open.errors).toEqual([])
  expect(open.asked.filter((url) => !url.startsWith(storybook.url))).toEqual([])
})

it('draws the variant that somebody chooses, and a link opens it again', async () => {
  await using open = await storybook.open('shop-opening-picture--one-piece')
  await open.openPanel()
  await open.choose('hero-layout', 'A letter from the potter')
  await expectText(open.story, 'Good morning from the mill')
  await expectText(open.row('hero-layout'), 'chosen here')
  expect(await open.row('hero-layout').getAttribute('data-differs')).toBe('true')
  await open.page.waitForURL(/globals=sluiceStory/)

  await using other = await storybook.open(
    new URL(open.page.url()).search.slice('?path=/story/'.length),
  )
  await expectText(other.story, 'Good morning from the mill')

  await open
    .row('hero-layout')
    .getByRole('button', { name: /^Reset/ })
    .click()
  await expectText(open.story, 'The river turns')
})

it('plays no story that a link opens in another variant', async () => {
  const scenario = { version: 1, name: 'x', overrides: { 'checkout-cta': { variant: 'warm' } } }
  const payload = Buffer.from(JSON.stringify(scenario)).toString('base64url')
  const story = 'shop-checkout--three-steps'
  await using played = await storybook.open(story)
  await played.story.getByRole('button', { name: 'Place order' }).waitFor()

  await using open = await storybook.open(story, `&globals=sluiceStory.${story}:${payload}`)
  await open.openPanel()
  await open.story.getByRole('button', { name: 'Next' }).waitFor()
  await open.page.waitForTimeout(1_500)
  expect(await open.story.getByRole('button', { name: 'Next' }).count()).toBe(1)
  expect(await open.story.getByRole('button', { name: 'Send it on its way' }).count()).toBe(0)
})

it('puts gates that are read later below the others, which stay where they are', async () => {
  await using open = await storybook.open('shop-checkout--three-steps')
  await open.openPanel()
  const before = await open.keys()
  expect(before).not.toContain('express-pay')

  await open.choose('new-checkout', 'On')
  await open.row('express-pay').waitFor()

  expect((await open.keys()).slice(0, before.length)).toEqual(before)
})

it('takes numbers and objects that no variant has', async () => {
  await using open = await storybook.open('shop-free-delivery--at-home')
  await open.openPanel()
  const field = open.row('free-delivery-from').getByRole('textbox')
  await field.fill('28')
  await field.press('Enter')
  await expectText(open.story, 'Delivery is on us.')

  await using strip = await storybook.open('shop-strip-at-the-top--everyday')
  await strip.openPanel()
  await strip.row('banner').getByRole('button', { name: /^Edit/ }).click()
  const editor = strip.page.getByRole('textbox', { name: /as JSON/ })
  await editor.fill('{"text":"New words","tone":"calm","link":{"label":"Go","href":"#"}}')
  await strip.page.getByRole('button', { name: 'Apply' }).click()
  await expectText(strip.story, 'New words')
})

it('draws what was chosen in the first frame after it heard of it', async () => {
  await using open = await storybook.open('shop-opening-picture--one-piece')
  await open.openPanel()
  const frame = open.canvas()
  await frame.evaluate(() => {
    const page = window as unknown as { seen: string[] }
    page.seen = []
    addEventListener(
      'message',
      ({ data }) => {
        if (!String(data).includes('sluice/choose')) return
        requestAnimationFrame(() =>
          page.seen.push(document.querySelector('#hero-title')?.textContent ?? ''),
        )
      },
      true,
    )
  })

  for (const variant of ['A full shelf', 'A letter from the potter', 'One piece']) {
    await open.choose('hero-layout', variant)
    await expectText(open.row('hero-layout'), `${variant}, chosen here`)
  }

  await expect
    .poll(async () => {
      const seen = await frame.evaluate(() => (window as unknown as { seen: string[] }).seen)
      return seen.map((words) => words.split(' ')[0])
    })
    .toEqual(['Everything', 'Good', 'The'])
})

it('never goes back to a choice of before, however soon the next one follows', async () => {
  const story = 'shop-opening-picture--one-piece'
  await using open = await storybook.open(story)
  await open.openPanel()
  const wrong = await open.canvas().evaluate(async (id) => {
    const page = window as unknown as {
      __STORYBOOK_ADDONS_CHANNEL__: { emit(name: string, ...args: unknown[]): void }
    }
    const frames: string[] = []
    let chosen: string | undefined
    const look = (): void => {
      const [title = ''] = (document.querySelector('#hero-title')?.textContent ?? '').split(' ')
      if (chosen !== undefined && title !== chosen) frames.push(`${title} in place of ${chosen}`)
      requestAnimationFrame(look)
    }
    look()
    // Storybook brings a choice some frames later.
    for (const gapMs of [20, 30, 40, 50, 60, 70, 80, 100, 600]) {
      for (const [variant, title] of [
        ['shelf', 'Everything'],
        ['letter', 'Good'],
      ] as const) {
        const choice = { type: 'flag', where: 'here', key: 'hero-layout', given: { variant } }
        page.__STORYBOOK_ADDONS_CHANNEL__.emit('sluice/choose', id, choice)
        chosen = title
        await new Promise((resolve) => setTimeout(resolve, gapMs))
      }
    }
    return frames
  }, story)
  expect(wrong).toEqual([])
})

describe('the toolbar', () => {
  it('chooses for all stories, but a story decides about what it names itself', async () => {
    await using open = await storybook.open('shop-opening-picture--one-piece')
    await open.page.getByRole('button', { name: 'Gates' }).click()
    await open.page.getByRole('combobox', { name: 'Opening picture' }).selectOption('A full shelf')
    await expectText(open.story, 'Everything we can')
    await open.page.getByRole('button', { name: 'Gates, 1 chosen' }).waitFor()

    await open.page.keyboard.press('Escape')
    await open.page.getByRole('link', { name: 'Letter' }).click()
    await expectText(open.story, 'Good morning')
  })

  it('opens scenarios of the repository, for whoever they are about', async () => {
    await using open = await storybook.open('shop-strip-at-the-top--everyday')
    await open.page.getByRole('button', { name: 'Gates' }).click()
    const name = 'Abroad, with the new checkout'
    await open.page.getByRole('combobox', { name: 'Scenario' }).selectOption(name)
    await expectText(open.story, 'Duties and taxes')
    await open.page.getByRole('button', { name: 'Gates, 3 chosen' }).waitFor()
  })

  it('opens the link that the overlay of the app copies', async () => {
    const overrides = { 'hero-layout': { variant: 'shelf' } }
    const scenario = JSON.stringify({ version: 1, name: 'A shelf', overrides })
    const link = `https://shop.example/#sluice=${Buffer.from(scenario).toString('base64url')}`
    await using open = await storybook.open('shop-opening-picture--one-piece')
    await open.page.getByRole('button', { name: 'Gates' }).click()
    await open.page.getByRole('textbox', { name: 'From the app' }).fill(link)
    await open.page.keyboard.press('Enter')
    await expectText(open.story, 'Everything we can')
    await open.page.getByText('"A shelf" is open, with hero-layout.').waitFor()
    expect(open.errors).toEqual([])
  })

  it('opens what the overlay shares behind its own address, also later, and says why it refuses', async () => {
    const shared = (variant: string): string => {
      const overrides = { 'hero-layout': { variant } }
      const scenario = JSON.stringify({ version: 1, name: `The ${variant}`, overrides })
      return `#sluice=${Buffer.from(scenario).toString('base64url')}`
    }
    await using open = await storybook.open('shop-opening-picture--one-piece', shared('shelf'))
    await expectText(open.story, 'Everything we can')
    await open.page.getByText('"The shelf" is open, with hero-layout.').waitFor()
    await open.page.waitForURL(/globals=sluice:/)
    expect(open.page.url()).not.toContain('#')

    const go = (hash: string): Promise<void> =>
      open.page.evaluate((to) => void (location.hash = to), hash)
    await go(shared('letter'))
    await expectText(open.story, 'Good morning from the mill')
    await go('#sluice=%')
    await expectText(open.page, 'The scenario in the link is cut off or changed.')
    await expectText(open.story, 'Good morning from the mill')
    expect(open.errors).toEqual([])
  })

  it('says of a story that it is drawn without the addon', async () => {
    await using open = await storybook.open('addon-panel--gates')
    await open.story.getByRole('heading', { name: 'Opening picture' }).waitFor()
    await open.page.getByRole('button', { name: 'Gates' }).click()
    await expectText(open.page, 'This story is drawn without the addon')
  })

  it('puts a story into states', async () => {
    await using open = await storybook.open('packages-variant--plain')
    await open.story.getByRole('button', { name: 'Place order' }).waitFor()
    await open.page.getByRole('button', { name: 'Gates' }).click()
    await open.page.getByRole('radio', { name: 'Loading' }).click({ force: true })
    await expectText(open.story, 'One moment')
    await open.page.getByRole('button', { name: 'Reset all (1)' }).click()
    await open.story.getByRole('button', { name: 'Place order' }).waitFor()
  })
})

describe('what goes wrong', () => {
  it.each([
    ['unknown-flag', 'Did you mean "checkout-cta"?'],
    ['variant-that-is-gone', 'asks for the variant "maybe", which is gone or never was'],
    ['wrong-type', 'gives it 5, but it is of the type boolean'],
    ['two-providers', 'There is a <SluiceProvider> inside of this story'],
  ])('is a sentence in the panel: %s', async (story, words) => {
    await using open = await storybook.open(`addon-what-can-go-wrong--${story}`)
    await open.openPanel()
    await expectText(open.page, words)
  })

  it('is a sentence when a story throws, and another variant draws it', async () => {
    await using open = await storybook.open('addon-what-can-go-wrong--throws')
    await open.openPanel()
    await expectText(open.page, 'This story threw: There is no way to send it.')
    await open.choose('checkout-cta', 'Plain')
    await expectText(open.story, 'Place order')
    await open.page.getByText('This story threw').waitFor({ state: 'detached' })
    await open.choose('checkout-cta', 'Warm')
    await expectText(open.page, 'This story threw: There is no way to send it.')
    await open.page.waitForTimeout(1_000)
    await expectText(open.page, 'This story threw: There is no way to send it.')
  })

  it('is a sentence when a link is cut off', async () => {
    await using open = await storybook.open(
      'shop-opening-picture--one-piece',
      '&globals=sluice:eyJ2ZXJzaW9u',
    )
    await open.openPanel()
    await expectText(open.page, 'cut off or changed')
    await expectText(open.story, 'The river turns')
  })
})

it('lists what would have been recorded', async () => {
  await using open = await storybook.open('packages-gate--open')
  await open.openPanel()
  await open.page.getByText('Would have been recorded').click()
  await expectText(open.page, 'Checkout on one page: On')
})

it('can be read by everybody, also on a phone', async () => {
  await using open = await storybook.open('shop-checkout--one-page')
  await open.openPanel()
  expect(await open.violations('#storybook-panel-root [role="tabpanel"]')).toEqual([])

  await using phone = await storybook.open('shop-checkout--one-page', '', {
    viewport: { width: 390, height: 800 },
  })
  await phone.page.getByRole('button', { name: /addon panel/i }).click()
  await phone.openPanel()
  await phone.row('new-checkout').waitFor()
  const isWide = await phone.page.evaluate(() => document.documentElement.scrollWidth > innerWidth)
  expect(isWide).toBe(false)
})

it('builds in less than half a minute', () => {
  expect(storybook.buildMs).toBeLessThan(30_000)
})
