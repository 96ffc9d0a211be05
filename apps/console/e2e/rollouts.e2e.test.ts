import type { BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { createCrowd } from '../../../packages/cli/src/drill/crowd.ts'
import { QUICK_PLAN } from './support/rollout-plan.ts'
import { axeFindings, openStage, signIn, type Stage, type Visit } from './support/stage.ts'

const LIST = '/environments/development/rollouts'
const API = '/v1/environments/development/rollouts'
const FLAG = '/v1/environments/development/flags/recommendations'
const PATIENCE_MS = 60_000

let stage: Stage
/** The token of somebody who plans, and is not whoever signs in to the console. */
let author: string

beforeAll(async () => {
  stage = await openStage()
  const made = await stage.admin('POST', '/v1/tokens', { name: 'The potter', role: 'releaser' })
  author = ((await made.json()) as { secret: string }).secret
}, 120_000)
afterAll(async () => stage[Symbol.asyncDispose]())

const crowd = (key = 'sluice_client_demo') =>
  createCrowd({
    url: new URL(stage.service.url),
    key,
    flag: 'recommendations',
    unit: 'anonymousKey',
    fetch,
    now: Date.now,
    random: Math.random,
  })
const well = (): number => 0
const broken = (variant: string): number => (variant === 'carousel' ? 0.6 : 0)

async function api(method: string, path: string, body?: object, token = author): Promise<Response> {
  return fetch(`${stage.service.url}${path}`, {
    method,
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
}

/** Plans a rollout once people have met the flag, and gives its address. */
async function planned(): Promise<{ readonly id: string; readonly path: string }> {
  await crowd().come(150, well)
  const answer = await api('POST', API, { plan: QUICK_PLAN })
  const { id, detail } = (await answer.json()) as { id: string; detail?: string }
  expect([answer.status, detail]).toEqual([201, undefined])
  return { id, path: `${LIST}/${id}` }
}

/** The rules of the flag, to put them back. */
async function rulesNow(): Promise<readonly { readonly id: string }[]> {
  const ruleset = await stage.admin('GET', '/v1/environments/development/ruleset')
  const { flags } = (await ruleset.json()) as {
    flags: Record<string, { rules: { id: string }[] }>
  }
  return flags['recommendations']?.rules ?? []
}

const act = async (id: string, body: object): Promise<void> => {
  const answer = await stage.admin('POST', `${API}/${id}/actions`, body)
  expect([answer.status, await answer.clone().text()]).toEqual([200, expect.anything()])
}

/** Puts the flag back and ends it without a look at whether that helped, so that the next one can begin. */
async function ended(id: string): Promise<void> {
  await stage.admin('POST', `${API}/${id}/actions`, { action: 'roll_back', reason: 'over' })
  await act(id, { action: 'abort', reason: 'over' })
  await act(id, { action: 'close', reason: 'over' })
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  for (const deadline = Date.now() + PATIENCE_MS; Date.now() < deadline;) {
    if (await isSo()) return
    await new Promise((resolve) => setTimeout(resolve, 500))
  }
  throw new Error('It did not come to that in time.')
}

async function open(path: string, options?: BrowserContextOptions): Promise<Visit> {
  const visit = await stage.visit(path, options)
  visit.page.setDefaultTimeout(PATIENCE_MS)
  await signIn(visit.page)
  await visit.page.getByRole('heading', { level: 1, name: /^Rollout/ }).waitFor()
  return visit
}

/** Presses a button, and confirms what it asks. */
async function confirm(page: Page, button: string, reason?: string): Promise<void> {
  await page.getByRole('button', { name: button, exact: true }).click()
  const dialog = page.getByRole('dialog')
  if (reason !== undefined) await dialog.getByRole('textbox', { name: /^Reason/ }).fill(reason)
  const send = dialog.getByRole('button', {
    name: button.replace(/^Approve .*/, 'Approve'),
    exact: true,
  })
  await send.click()
  await dialog.waitFor({ state: 'detached' })
}

const standing = (page: Page) => page.locator('#standing')

it('is started, broken, watched, verified and closed on one page', async () => {
  const { path } = await planned()
  await using visit = await open(path)
  const { page, errors } = visit
  await page.getByRole('heading', { level: 2, name: 'Draft' }).waitFor()

  await page.getByRole('button', { name: 'Start' }).click()
  const dialog = page.getByRole('dialog', { name: 'Start the rollout of recommendations?' })
  await dialog.getByText('0 % → 20 %').waitFor()
  expect(await dialog.locator('del').textContent()).toContain('"coverageBps": 0')
  expect(await dialog.locator('ins').textContent()).toContain('"coverageBps": 4000')
  expect(await axeFindings(page)).toEqual([])
  await dialog.getByRole('textbox').fill('Let us see')
  await dialog.getByRole('button', { name: 'Start' }).click()
  await dialog.waitFor({ state: 'detached' })
  await standing(page).filter({ hasText: 'Running: fifth, 20 %' }).waitFor()
  // Where one was is gone, so one is brought to what came of it.
  expect(await page.evaluate(() => document.activeElement?.id)).toBe('standing')
  await crowd().come(200, well)
  await page.getByText(/^\d+ units with the treatment, \d+ with the control\.$/).waitFor()
  // The sentence is of the newest look, also where it decided nothing new.
  await page
    .locator('.standing')
    .getByText(/^(It is not ruled out yet|Harm is ruled out)/)
    .waitFor()
  // No time counts before somebody has met both variants.
  await page
    .getByText(/^Holds until \d\d:\d\d:\d\d at the earliest: 9 minutes \d+ seconds? to go\.$/)
    .waitFor()
  const people = crowd()
  await until(async () => {
    await people.come(40, broken)
    return (await standing(page).textContent())?.includes('Rolled back') === true
  })
  const story = page.getByRole('region', { name: 'What happened' })
  await story.getByText('Its guardrails rolled it back').waitFor()
  await story.getByText(/^The flag is what it was at version \d+,/).waitFor()
  await until(async () => {
    await people.come(20, well)
    return (await story.textContent())?.includes('It helped') === true
  })
  await story
    .getByText(/^Receipts: (\d+) of \1 clients that were seen have the restored version\.$/)
    .waitFor()
  expect(await story.textContent()).toContain('back within its margin')

  await story.getByRole('link', { name: 'Draft of a post-mortem' }).click()
  await page.getByText('# Draft: "recommendations" was rolled back on').waitFor()

  await page.getByRole('button', { name: 'Close the incident' }).click()
  const closing = page.getByRole('dialog')
  const close = closing.getByRole('button', { name: 'Close the incident' })
  await closing.getByText('The rules of the flag stay as they are.').waitFor()
  // Nothing is closed without a reason.
  const box = closing.getByRole('textbox', { name: 'Reason' })
  expect(await box.getAttribute('required')).not.toBeNull()
  await box.fill('The carousel reads a third picture that is not there.')
  await close.click()
  await story.getByText('closed the incident:').waitFor()
  expect(errors).toEqual([])
}, 240_000)

it('says of a look that it counts only what servers sent, and counts no others', async () => {
  const ruleset = '/v1/environments/development/ruleset'
  const believes = async (sentBy: 'server' | undefined): Promise<void> => {
    const held = await stage.admin('GET', ruleset)
    const document = (await held.json()) as { metrics: Record<string, object> }
    const metric = { ...document.metrics['carousel-crashes'], sentBy }
    const body = { ...document, metrics: { ...document.metrics, 'carousel-crashes': metric } }
    const headers = {
      Authorization: 'Bearer sluice_admin_demo',
      'Content-Type': 'application/json',
      'If-Match': held.headers.get('ETag') ?? '',
    }
    const put = { method: 'PUT', headers, body: JSON.stringify(body) }
    const answer = await fetch(`${stage.service.url}${ruleset}`, put)
    expect([answer.status, await answer.text()]).toEqual([200, expect.anything()])
  }
  await believes('server')
  await crowd('sluice_server_demo').come(100, well)
  const { id, path } = await planned()
  await act(id, { action: 'start' })
  await crowd('sluice_server_demo').come(150, well)
  // Enough to roll it back, were they believed.
  await crowd().come(300, broken)
  await using visit = await open(path)
  const { page, errors } = visit
  const counts = page.locator('.entries div', { has: page.getByText('Counts', { exact: true }) })
  const closed = page.locator('.entries details:not([open]) > summary')
  await until(async () => {
    if ((await closed.count()) > 0) await closed.first().click()
    return (await counts.count()) > 0
  })
  expect(await counts.first().textContent()).toBe('Countsonly what servers sent')
  expect(await axeFindings(page)).toEqual([])
  expect(await standing(page).textContent()).toContain('Running')
  expect(errors).toEqual([])
  await ended(id)
  await believes(undefined)
}, 240_000)

it('lets whoever is on call roll back a flag that cannot be what it was, and says what it comes to', async () => {
  const flags = '/v1/environments/development/flags'
  const patch = async (flag: string, body: object): Promise<void> => {
    const answer = await stage.admin('PATCH', `${flags}/${flag}`, body)
    expect([answer.status, await answer.text()]).toEqual([200, expect.anything()])
  }
  const crew = await fetch(`${stage.service.url}${flags}/crew`, {
    method: 'PATCH',
    headers: {
      Authorization: 'Bearer sluice_admin_demo',
      'Content-Type': 'application/json',
      'If-None-Match': '*',
    },
    body: JSON.stringify({ owner: 'shop', rules: [{ id: 'all', serve: { variant: 'on' } }] }),
  })
  expect(crew.ok).toBe(true)
  await patch('recommendations', { prerequisites: [{ flag: 'crew', variants: ['on'] }] })
  const { id, path } = await planned()
  await act(id, { action: 'start' })
  // What the flag needed before is not there any more.
  await patch('recommendations', { prerequisites: [] })
  await patch('crew', { archived: true })
  await using visit = await open(path)
  const { page } = visit
  // Once it is known that somebody has changed the flag: a look at it in between is news.
  await standing(page).filter({ hasText: 'Paused' }).waitFor()
  await page.getByRole('button', { name: 'Roll back', exact: true }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText('its share alone was taken back in what it is now').waitFor()
  await dialog.getByText('20 % → 0 %').waitFor()
  expect(await axeFindings(page)).toEqual([])
  await page.setViewportSize({ width: 390, height: 900 })
  const [needed, shown] = await dialog.evaluate((box) => [box.scrollWidth, box.clientWidth])
  expect(needed).toBeLessThanOrEqual(shown ?? 0)
  await dialog.getByRole('button', { name: 'Roll back', exact: true }).click()
  await dialog.waitFor({ state: 'detached' })
  await standing(page).filter({ hasText: 'Rolled back, being verified' }).waitFor()
  await page.getByText('until this is verified and somebody closes the incident').waitFor()
  await page.getByText('cannot be what it was at version').waitFor()
  await act(id, { action: 'abort', reason: 'over' })
  await act(id, { action: 'close', reason: 'over' })
  expect(visit.errors).toEqual([])
})

it('says of a draft that somebody changed its flag meanwhile', async () => {
  const rules = await rulesNow()
  const { id, path } = await planned()
  onTestFinished(async () => {
    await stage.admin('POST', `${API}/${id}/actions`, { action: 'abort', reason: 'over' })
    await stage.admin('PATCH', FLAG, { rules })
  })
  await using visit = await open(path)
  const { page } = visit
  await page.getByRole('button', { name: 'Start' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText('0 % → 20 %').waitFor()
  const fewer = rules.filter((rule) => rule.id !== 'staff')
  expect((await stage.admin('PATCH', FLAG, { rules: fewer })).status).toBe(200)
  await dialog.getByRole('button', { name: 'Start' }).click()
  await dialog.getByText('Something happened since you looked.').waitFor()
  expect(await dialog.textContent()).toMatch(
    /Theirs\s*Draft, before the first step\. Somebody changed the flag, or what it goes by\.Yours/,
  )
})

describe('while it runs', () => {
  let id: string
  let path: string
  let rules: unknown
  beforeAll(async () => {
    rules = await rulesNow()
    ;({ id, path } = await planned())
    await act(id, { action: 'start' })
    await crowd().come(150, (variant) => (variant === 'carousel' ? 0.03 : 0.02))
    await until(async () => {
      const shown = (await (await stage.admin('GET', `${API}/${id}/looks`)).json()) as {
        items: { guardrails: { relative?: object }[] }[]
      }
      return (
        shown.items.filter(({ guardrails }) => guardrails[0]?.relative !== undefined).length > 2
      )
    })
  }, 120_000)
  afterAll(async () => {
    await ended(id)
    // Whoever took its rules away has them taken away: a rollback gives nobody more than they have.
    const answer = await stage.admin('PATCH', FLAG, { rules })
    if (!answer.ok) throw new Error(await answer.text())
  }, 120_000)

  /** Leaves it running for whoever comes next, also where a test ends early; it refuses where it runs. */
  const runsAfterwards = (): void => {
    onTestFinished(async () => {
      await stage.admin('POST', `${API}/${id}/actions`, { action: 'resume', reason: 'over' })
    })
  }

  it.each([
    { width: 1280, colorScheme: 'light' },
    { width: 390, colorScheme: 'dark' },
    { width: 390, colorScheme: 'light' },
    { width: 1280, colorScheme: 'dark' },
  ] as const)('is clean for axe at $width px, $colorScheme', async ({ width, colorScheme }) => {
    await using visit = await open(path, { viewport: { width, height: 844 }, colorScheme })
    const { page, errors } = visit
    await page.locator('.guardrail-chart svg').waitFor()
    const overflow = async (): Promise<number> =>
      page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      )
    expect(await axeFindings(page)).toEqual([])
    expect(await overflow()).toBe(0)
    for (const summary of await page.locator('details > summary').all()) await summary.click()
    // By what every interval was made, in words, in the log and in the table.
    await page.getByText(/interval .+ by event_count_sequential\. /).waitFor()
    await page.locator('.entries td').getByText('by event_count_sequential').first().waitFor()
    await page.getByRole('button', { name: 'Table' }).click()
    await page.getByRole('columnheader', { name: 'Method' }).waitFor()
    await page.getByRole('cell', { name: 'event_count_sequential', exact: true }).first().waitFor()
    expect(await axeFindings(page)).toEqual([])
    expect(await overflow()).toBe(0)
    await page.getByRole('button', { name: 'Roll back' }).click()
    await page.getByRole('dialog').getByText('What changes in the flag').waitFor()
    expect(await axeFindings(page)).toEqual([])
    expect(await overflow()).toBe(0)
    await page.goto(`${stage.service.url}${LIST}`)
    await page.getByRole('link', { name: 'recommendations' }).first().waitFor()
    expect(await axeFindings(page)).toEqual([])
    expect(await overflow()).toBe(0)
    expect(errors).toEqual([])
  })

  it('can be read and paused by keyboard alone', async () => {
    runsAfterwards()
    await using visit = await open(path)
    const { page } = visit
    const chart = page.getByRole('group', { name: /^carousel-crashes/ })
    await chart.getByRole('img').first().focus()
    await page.keyboard.press('End')
    expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toMatch(
      /^\d\d:\d\d:\d\d, .+, interval .+ to .+, (not clear yet|harm ruled out|harmed|too little data)$/,
    )
    const pause = page.getByRole('button', { name: 'Pause' })
    await pause.focus()
    await page.keyboard.press('Enter')
    const dialog = page.getByRole('dialog')
    await dialog.getByText('The rules of the flag stay as they are.').waitFor()
    // The dialog keeps the keyboard, and Escape gives it back to the button.
    for (let press = 0; press < 6; press++) {
      await page.keyboard.press('Tab')
      const isInside = await page.evaluate(
        () =>
          document.activeElement === document.body ||
          document.activeElement?.closest('dialog') !== null,
      )
      expect(isInside).toBe(true)
    }
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Pause')
    await page.keyboard.press('Enter')
    await dialog.getByText('The rules of the flag stay as they are.').waitFor()
    await dialog.getByRole('textbox').focus()
    await page.keyboard.type('lunch')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await standing(page).filter({ hasText: 'Paused' }).waitFor()
    await page.getByText('paused it: lunch.').first().waitFor()
    await confirm(page, 'Resume')
    await standing(page).filter({ hasText: 'Running' }).waitFor()
  })

  it('shows theirs beside yours when something happened meanwhile, and does nothing', async () => {
    runsAfterwards()
    await using visit = await open(path)
    const { page } = visit
    await page.getByRole('button', { name: 'Advance' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('20 % → 50 %').waitFor()
    await dialog.getByRole('textbox').fill('I am in a hurry')
    await act(id, { action: 'pause', reason: 'I am not' })
    // A look says something new after it, and takes nothing of it away.
    await until(async () => {
      const listed = await stage.admin('GET', `${API}/${id}/decisions?limit=1`)
      const { items } = (await listed.json()) as { items: { outcome: string }[] }
      return items[0]?.outcome !== 'pause'
    })
    await dialog.getByRole('button', { name: 'Advance' }).click()
    await dialog.getByText('Something happened since you looked.').waitFor()
    const said = await dialog.textContent()
    expect(said).toMatch(/When you looked\s*Running, fifth, 20 %\./)
    expect(said).toMatch(/Theirs\s*Paused, fifth, 20 %\. .*paused it: I am not\.Yours/)
    expect(said).toMatch(/Yours\s*Advance: “I am in a hurry”/)
    expect(await axeFindings(page)).toEqual([])
    await dialog.getByRole('button', { name: 'Look again' }).click()
    await dialog.getByText('20 % → 50 %').waitFor()
    await dialog.getByRole('button', { name: 'Leave it' }).click()
    await confirm(page, 'Resume')
    await standing(page).filter({ hasText: 'Running: fifth' }).waitFor()
  })

  it('says that something happened once it knows what', async () => {
    runsAfterwards()
    await using visit = await open(path)
    const { page } = visit
    await page.getByRole('button', { name: 'Advance' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('20 % → 50 %').waitFor()
    let answerNow = (): void => undefined
    const held = new Promise<void>((resolve) => (answerNow = resolve))
    await page.route(`**${API}/${id}`, async (route) => {
      await held
      // What was asked before is given up when it is asked anew.
      await route.continue().catch(() => undefined)
    })
    await act(id, { action: 'pause', reason: 'Wait for me' })
    const refused = page.waitForResponse((answer) => answer.status() === 412)
    await dialog.getByRole('button', { name: 'Advance' }).click()
    await refused
    await new Promise((resolve) => setTimeout(resolve, 500))
    const notice = dialog.getByText('Something happened since you looked.')
    expect(await notice.count()).toBe(0)
    answerNow()
    await notice.waitFor()
    expect(await dialog.textContent()).toMatch(/Theirs\s*Paused, fifth, 20 %\. .*Wait for me\./)
  })

  it('says that it cannot tell what happened where it cannot, and asks again when pressed', async () => {
    runsAfterwards()
    await using visit = await open(path)
    const { page } = visit
    await page.getByRole('button', { name: 'Advance' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('20 % → 50 %').waitFor()
    const rollout = `**${API}/${id}`
    await page.route(rollout, async (route) => route.fulfill({ status: 404, json: {} }))
    await act(id, { action: 'pause', reason: 'Ask again' })
    await dialog.getByRole('button', { name: 'Advance' }).click()
    await dialog.getByText('The service answers 404.').waitFor()
    expect(await dialog.getByText('Something happened since you looked.').count()).toBe(0)
    await page.unroute(rollout)
    await dialog.getByRole('button', { name: 'Advance' }).click()
    await dialog.getByText('Something happened since you looked.').waitFor()
    expect(await dialog.textContent()).toMatch(/Theirs\s*Paused, fifth, 20 %\. .*Ask again\./)
  })

  it('asks again with every look while it is seen, and nothing while it is hidden', async () => {
    await using visit = await open(path)
    const { page } = visit
    await standing(page).filter({ hasText: 'Running' }).waitFor()
    let asked = 0
    page.on('request', (request) => {
      if (request.url().includes(API)) asked++
    })
    const askedWithin = async (ms: number): Promise<number> => {
      asked = 0
      await new Promise((resolve) => setTimeout(resolve, ms))
      return asked
    }
    const turn = async (state: 'hidden' | 'visible'): Promise<void> =>
      page.evaluate((now) => {
        Object.defineProperty(document, 'visibilityState', { value: now, configurable: true })
        document.dispatchEvent(new Event('visibilitychange', { bubbles: true }))
      }, state)
    expect(await askedWithin(4_000)).toBeGreaterThan(1)
    await turn('hidden')
    // What was asked before it was hidden is still on its way.
    await askedWithin(500)
    expect(await askedWithin(6_000)).toBe(0)
    await turn('visible')
    expect(await askedWithin(4_000)).toBeGreaterThan(1)
  })

  it('shows what happens elsewhere without being asked, and what others change in the flag', async () => {
    await using visit = await open(path)
    const { page } = visit
    await standing(page).filter({ hasText: 'Running' }).waitFor()
    const patched = await fetch(
      `${stage.service.url}/v1/environments/development/flags/recommendations`,
      {
        method: 'PATCH',
        headers: {
          Authorization: 'Bearer sluice_admin_demo',
          'Content-Type': 'application/merge-patch+json',
        },
        body: JSON.stringify({ rules: [] }),
      },
    )
    expect(patched.status).toBe(200)
    await standing(page).filter({ hasText: 'Paused' }).waitFor()
    await page.getByText('demo admin changed the flag, or what it goes by.').first().waitFor()
    await page.getByRole('listitem').filter({ hasText: 'changed the flag in version' }).waitFor()
    await page.getByText('Alarm, not acknowledged:').waitFor()
    await confirm(page, 'Acknowledge')
    await page.getByText('Alarm, not acknowledged:').waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'Resume' }).click()
    // What cannot be set again is said before anybody presses the button.
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('alert').getByText('has no split rule "halves" any more').waitFor()
    expect(await dialog.getByRole('button', { name: 'Resume' }).isDisabled()).toBe(true)
  })
})

describe('for each role', () => {
  it('shows the buttons that it may press: none to read, approval to somebody else', async () => {
    const { id, path } = await planned()
    try {
      await act(id, { action: 'start' })
      const join = async (name: string, role: string): Promise<Visit> => {
        const invited = await stage.admin('POST', '/v1/members', { name, role })
        const { link } = (await invited.json()) as { link: string }
        const visit = await stage.visit(new URL(link).pathname + new URL(link).hash)
        await visit.page.getByLabel('Password').fill('water runs downhill')
        await visit.page.getByRole('button', { name: 'Set password and sign in' }).click()
        await visit.page.getByRole('button', { name: 'Sign out' }).waitFor()
        await visit.page.goto(`${stage.service.url}${path}`)
        await standing(visit.page).filter({ hasText: 'Running' }).waitFor()
        return visit
      }
      const buttons = async ({ page }: Visit): Promise<string[]> =>
        page.locator('.actions .buttons button').allTextContents()
      await using viewer = await join('Vi', 'viewer')
      expect(await buttons(viewer)).toEqual([])
      await using releaser = await join('Rae', 'releaser')
      expect(await buttons(releaser)).toEqual(['Advance', 'Pause', 'Roll back', 'Abort'])
      await releaser.page
        .getByText('Your role may not approve “all”; the owner of the shop has to.')
        .waitFor()
      await using approver = await join('Abe', 'approver')
      expect(await buttons(approver)).toEqual(['Approve “all”', 'Pause', 'Roll back', 'Abort'])
      await confirm(approver.page, 'Approve “all”', 'Looks fine')
      await approver.page.getByText('✓ Approved by Abe.').waitFor()
      expect(await buttons(approver)).toEqual(['Pause', 'Roll back', 'Abort'])
    } finally {
      await ended(id)
    }
  }, 180_000)
})
