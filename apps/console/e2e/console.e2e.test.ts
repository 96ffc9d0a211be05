import { DatabaseSync } from 'node:sqlite'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { axeFindings, openStage, signIn, type Stage } from './support/stage.ts'

const HOSTILE =
  '<img src=x onerror="window.hacked=1">"\'`${window.hacked=1}</script><script>window.hacked=1</script>'
const RESULTS = '/environments/development/experiments/opening-picture'
const SCREENS = {
  'the flags': ['/environments/development/flags', 'Flags'],
  'a flag': ['/environments/development/flags/hero-layout?version=2', 'Opening picture'],
  'the experiments': ['/environments/development/experiments', 'Experiments'],
  results: [RESULTS, 'Opening picture'],
  'results of nobody': [
    '/environments/development/experiments/button-words',
    'Words on the order button',
  ],
  'the audit log': ['/environments/development/audit', 'Audit log'],
  'no page': ['/environment/development/flag', 'There is no such page'],
} as const

let stage: Stage

beforeAll(async () => {
  stage = await openStage((document) => {
    const flags = document['flags'] as Record<string, object>
    flags['hostile'] = {
      title: HOSTILE,
      description: HOSTILE,
      owner: HOSTILE.slice(0, 40),
      variants: { on: { value: HOSTILE, title: HOSTILE }, off: { value: 'javascript:alert(1)' } },
      type: 'string',
      defaultVariant: 'off',
      rules: [{ id: 'all', description: HOSTILE, serve: { variant: 'on' } }],
    }
  })
}, 120_000)
afterAll(async () => stage[Symbol.asyncDispose]())

describe.each([
  { width: 1280, colorScheme: 'light' },
  { width: 390, colorScheme: 'dark' },
  { width: 390, colorScheme: 'light' },
  { width: 1280, colorScheme: 'dark' },
] as const)('at $width px, $colorScheme', ({ width, colorScheme }) => {
  const look = { viewport: { width, height: 844 }, colorScheme }

  it('is clean for axe on every screen, wider than none, and breaks no policy', async () => {
    await using visit = await stage.visit('/', look)
    const { page, errors } = visit
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
    expect(await axeFindings(page)).toEqual([])
    await signIn(page)
    for (const [screen, [path, heading]] of Object.entries(SCREENS)) {
      await page.goto(`${stage.service.url}${path}`)
      await page.getByRole('heading', { level: 1, name: heading }).waitFor()
      await page.waitForLoadState('networkidle')
      expect([screen, await axeFindings(page)]).toEqual([screen, []])
      const overflow = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      )
      expect([screen, overflow]).toEqual([screen, 0])
    }
    expect(errors).toEqual([])
  })
})

it('has its header in one row on a desk, and a name of its own for every button', async () => {
  await using visit = await stage.visit(RESULTS, { viewport: { width: 1280, height: 900 } })
  const { page } = visit
  await signIn(page)
  await page.getByRole('figure', { name: 'Primary metrics' }).waitFor()
  const tops = await page.locator('.frame > *').evaluateAll((parts) =>
    parts.map((part) => {
      const { top, height } = part.getBoundingClientRect()
      return Math.round(top + height / 2)
    }),
  )
  expect(Math.max(...tops) - Math.min(...tops)).toBeLessThan(4)
  for (const check of await page.locator('.health details > summary').all()) await check.click()
  const names = await page.getByRole('button', { name: /^Table/ }).allTextContents()
  expect(names.length).toBeGreaterThan(6)
  expect(new Set(names).size).toBe(names.length)
})

it('arrives compressed, and by its tag not again', async () => {
  const page = await (await fetch(`${stage.service.url}/`)).text()
  const [, script = ''] = /src="(\/assets\/[^"]+\.js)"/.exec(page) ?? []
  const sizes = await Promise.all(
    ['br', 'gzip', 'identity'].map(async (encoding) => {
      const answer = await fetch(`${stage.service.url}${script}`, {
        headers: { 'Accept-Encoding': encoding },
      })
      const tag = answer.headers.get('etag') ?? ''
      const again = await fetch(`${stage.service.url}${script}`, {
        headers: { 'Accept-Encoding': encoding, 'If-None-Match': tag },
      })
      expect([encoding, again.status]).toEqual([encoding, 304])
      return Number(answer.headers.get('content-length') ?? Number.NaN)
    }),
  )
  const [br = 0, gzip = 0, identity = 0] = sizes
  expect(br).toBeLessThan(gzip)
  expect(gzip).toBeLessThan(identity / 2)
})

it('sends whoever is not signed in to sign in, and back to where they were', async () => {
  await using visit = await stage.visit(`${RESULTS}?fit=true`)
  await signIn(visit.page)
  await visit.page.getByRole('heading', { level: 1, name: 'Opening picture' }).waitFor()
  expect(new URL(visit.page.url()).pathname).toBe(RESULTS)
  expect(new URL(visit.page.url()).search).toBe('?fit=true')
})

it('goes nowhere else after signing in, whatever the address says', async () => {
  await using visit = await stage.visit('/sign-in?next=%2F%2Fevil.example%2F')
  await signIn(visit.page)
  await visit.page.getByRole('heading', { level: 1, name: 'Flags' }).waitFor()
  expect(new URL(visit.page.url()).origin).toBe(stage.service.url)
})

it('lets an invited person in by their link, and takes it from the address', async () => {
  const answer = await stage.admin('POST', '/v1/members', {
    name: HOSTILE.slice(0, 60),
    role: 'viewer',
  })
  const { link } = (await answer.json()) as { link: string }
  await using visit = await stage.visit(new URL(link).pathname + new URL(link).hash)
  const { page } = visit
  await page.getByLabel('Password').fill('water runs downhill')
  expect(page.url()).not.toContain('#')
  expect(await axeFindings(page)).toEqual([])
  await page.getByRole('button', { name: 'Set password and sign in' }).click()
  await page.locator('.who').getByText(HOSTILE.slice(0, 60)).waitFor()
  await page.getByRole('button', { name: 'Sign out' }).click()
  await page.getByRole('heading', { name: 'Sign in' }).waitFor()
  expect(await page.evaluate(() => document.cookie)).toBe('')
  expect((await page.request.get(`${stage.service.url}/v1/session`)).status()).toBe(401)
})

it('says why somebody is not let in', async () => {
  await using visit = await stage.visit('/sign-in')
  const { page } = visit
  await page.getByLabel('Name').fill('nobody')
  await page.getByLabel('Password').fill('nothing at all')
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  const alert = page.getByRole('alert')
  await alert.waitFor()
  expect(await alert.textContent()).toContain('The name and the password do not fit.')
})

it('shows hostile names as text, everywhere', async () => {
  await using visit = await stage.visit('/')
  const { page, errors } = visit
  await signIn(page)
  const reason = encodeURIComponent(HOSTILE)
  const changed = await fetch(`${stage.service.url}/v1/environments/development/flags/hostile`, {
    method: 'PATCH',
    headers: {
      Authorization: 'Bearer sluice_admin_demo',
      'Content-Type': 'application/merge-patch+json',
      'Sluice-Reason': reason,
    },
    body: JSON.stringify({ enabled: false }),
  })
  expect(changed.status).toBe(200)
  await page.reload()
  await page.getByRole('link', { name: HOSTILE }).click()
  await page.getByRole('heading', { level: 1, name: HOSTILE }).waitFor()
  await page.getByRole('heading', { name: 'History' }).waitFor()
  await page.getByText(`“${HOSTILE}”`).first().waitFor()
  await page.getByRole('link', { name: 'Version 6' }).click()
  await page.getByText('"enabled": false').waitFor()
  await page.goto(`${stage.service.url}/environments/development/audit`)
  await page.locator('.reason').getByText(HOSTILE).waitFor()
  await page.goto(
    `${stage.service.url}/environments/development/flags?q=${encodeURIComponent(HOSTILE)}`,
  )
  await page.getByText('0 flags with').or(page.getByText('1 flag with')).waitFor()
  expect(await page.evaluate(() => (window as { hacked?: number }).hacked)).toBeUndefined()
  expect(await page.locator('img').count()).toBe(0)
  expect(errors).toEqual([])
})

it('finds a flag by what one types, under an address of its own', async () => {
  await using visit = await stage.visit('/')
  await signIn(visit.page)
  await visit.page.getByRole('searchbox').fill('checkout express')
  await visit.page.getByText('1 flag with').waitFor()
  expect(visit.page.url()).toContain('q=checkout')
})

describe('results', () => {
  it('can be read by keyboard: one stop for a group, arrows within it, Enter for more', async () => {
    await using visit = await stage.visit(RESULTS)
    const { page } = visit
    await signIn(page)
    const row = page.getByRole('button', {
      name: /^Ordered something letter ?: plus 3\d\.\d percent, interval /,
    })
    const first = page.getByRole('button', { name: /^Ordered something shelf ?: / }).first()
    await first.focus()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    expect(await row.first().getAttribute('aria-expanded')).toBe('true')
    await page.getByText('Standard error of the lift').waitFor()
    expect(await first.getAttribute('tabindex')).toBe('-1')

    const point = page.getByRole('group', { name: /letter less portrait/ }).getByRole('img')
    await point.first().focus()
    await page.keyboard.press('End')
    expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toMatch(
      /^\d{4}-\d\d-\d\d, plus \d+\.\d percentage points, interval plus \d+\.\d+ percentage points to plus \d+\.\d percentage points$/,
    )
  })

  it('are a table too, with the same numbers', async () => {
    await using visit = await stage.visit(RESULTS)
    const { page } = visit
    await signIn(page)
    const figure = page.getByRole('figure', { name: 'Primary metrics' })
    await figure.waitFor()
    const shown = await figure.locator('.finding > .number:not(.faint)').allTextContents()
    await figure.getByRole('button', { name: 'Table' }).click()
    const cells = await figure.getByRole('cell').allTextContents()
    expect(shown).toHaveLength(2)
    for (const number of shown) expect(cells).toContain(number)
    for (const table of await page.getByRole('button', { name: 'Table' }).all()) {
      if ((await table.getAttribute('aria-pressed')) === 'false') await table.click()
    }
    expect(await axeFindings(page)).toEqual([])
  })

  it('go to the clipboard as Markdown, with names that stay text', async () => {
    await using visit = await stage.visit(RESULTS, {
      permissions: ['clipboard-read', 'clipboard-write'],
    })
    const { page } = visit
    await signIn(page)
    await page.getByRole('button', { name: 'Copy as Markdown' }).click()
    await page.getByText('Copied').waitFor()
    const text = await page.evaluate(async () => navigator.clipboard.readText())
    expect(text).toContain('| Ordered something | letter | +')
    expect(text).toContain('Simulated: nobody did any of this.')
  })

  it('wait for the first exposure with a list of what to look at', async () => {
    await using visit = await stage.visit('/environments/development/experiments/button-words')
    await signIn(visit.page)
    const list = visit.page.getByRole('region', { name: 'Waiting for the first exposure' })
    await list.waitFor()
    expect(await list.getByRole('listitem').count()).toBe(3)
  })

  it('say what is wrong with an experiment that is not there, and let one try again', async () => {
    await using visit = await stage.visit('/environments/development/experiments/none')
    await signIn(visit.page)
    const alert = visit.page.getByRole('alert')
    await alert.getByRole('button', { name: 'Try again' }).waitFor()
    expect(await alert.textContent()).toContain('experiment')
  })
})

it('cannot be framed, and runs nothing but its own script', async () => {
  const answer = await fetch(`${stage.service.url}/environments/development/flags`)
  const policy = answer.headers.get('content-security-policy') ?? ''
  expect(policy).toContain("frame-ancestors 'none'")
  expect(policy).toContain("script-src 'self'")
  expect(policy).toContain("require-trusted-types-for 'script'")
  expect(policy).not.toContain('unsafe')
  expect(await answer.text()).not.toMatch(/<script>|style=|onload=/)
  const missing = await fetch(`${stage.service.url}/assets/..%2f..%2fpackage.json`)
  expect(missing.status).toBe(404)
  expect((await fetch(`${stage.service.url}/nothing/here`)).status).toBe(404)
})

// The last one, as nothing is whole after it.
it('says at which entry the audit log breaks', async () => {
  const db = new DatabaseSync(join(stage.dataDir, 'sluice.db'))
  db.exec('drop trigger if exists audit_keep_rows')
  for (const { name } of db
    .prepare("select name from sqlite_master where type = 'trigger' and tbl_name = 'audit'")
    .all() as { name: string }[]) {
    db.exec(`drop trigger ${name}`)
  }
  db.exec(`update audit set entry = replace(entry, 'button-words', 'button-wards') where seq = 5`)
  db.close()
  await using visit = await stage.visit('/environments/development/audit')
  const { page } = visit
  await signIn(page)
  await page.getByText('Broken at entry 5.').waitFor()
  await page.getByRole('link', { name: 'Show entry 5' }).click()
  await page.getByText('the log breaks here').waitFor()
  expect(await axeFindings(page)).toEqual([])
})
