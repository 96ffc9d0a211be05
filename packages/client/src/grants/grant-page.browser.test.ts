import { afterEach, expect, it } from 'vitest'
import { browserPage } from './grant-page.ts'

const TOKEN = `s1.e30.${'A'.repeat(86)}`

afterEach(() => {
  for (const cookie of [true, false]) browserPage(cookie).keep(undefined, 0)
})

it('keeps a token for the tab alone, unless servers are to see it', () => {
  const expiresAt = Date.now() + 60_000
  const tab = browserPage(false)
  tab.keep(TOKEN, expiresAt)
  expect([tab.kept(), document.cookie]).toEqual([TOKEN, expect.not.stringContaining(TOKEN)])
  const shared = browserPage(true)
  shared.keep(TOKEN, expiresAt)
  expect(document.cookie).toContain(`sluice-grant=${TOKEN}`)
  sessionStorage.clear()
  expect([tab.kept(), shared.kept()]).toEqual([undefined, TOKEN])
  shared.keep(undefined, 0)
  expect([shared.kept(), document.cookie]).toEqual([undefined, expect.not.stringContaining(TOKEN)])
})

it('changes the address without a visit, and leaves the state of a router alone', () => {
  const { length } = history
  const before = location.href
  const state: unknown = history.state
  history.replaceState({ mine: 1 }, '')
  const page = browserPage(false)
  page.replaceAddress(`${before.split('#')[0]}#other`)
  expect([location.hash, history.state, history.length]).toEqual(['#other', { mine: 1 }, length])
  history.replaceState(state, '', before)
})

it('lets a router hear of it that has read the fragment before, as the browser would', () => {
  const before = location.href
  const heard: string[] = []
  const ended = new AbortController()
  for (const type of ['popstate', 'hashchange'])
    addEventListener(type, () => heard.push(`${type} ${location.hash}`), { signal: ended.signal })
  browserPage(false).replaceAddress(`${before.split('#')[0]}#/route`)
  expect(heard).toEqual(['popstate #/route', 'hashchange #/route'])
  ended.abort()
  history.replaceState(history.state, '', before)
})

it('hears of a link that is opened on an open page', async () => {
  const before = location.href
  const heard: string[] = []
  const page = browserPage(false)
  const stop = page.onFragment(() => heard.push(location.hash))
  location.hash = '#one'
  await expect.poll(() => heard).toEqual(['#one'])
  stop()
  history.replaceState(history.state, '', before)
})
