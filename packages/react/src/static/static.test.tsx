import { act, render } from '@testing-library/react'
import { renderToStaticMarkup } from 'react-dom/server'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createFakeService, createTestClient, flag } from '../../test/service.ts'
import '../../test/strict-page.ts'
import { SluiceProvider, StaticRegions } from '../index.ts'
import { StaticFlags } from '../server/index.ts'

const root = document.documentElement
const waiting = () => root.getAttribute('data-sluice-wait')
const KEYS = ['hero'] as const

beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }))
afterEach(() => {
  vi.useRealTimers()
  root.removeAttribute('data-sluice-wait')
})

/** Runs the script of the head, as a browser does before the first paint. */
function paint(props: Partial<Parameters<typeof StaticFlags>[0]> = {}): void {
  const html = renderToStaticMarkup(<StaticFlags drawn={{ hero: 'control' }} {...props} />)
  const code = /<script[^>]*>(.*)<\/script>/s.exec(html)?.[1] ?? ''
  // oxlint-disable-next-line eslint/no-new-func, typescript/no-implied-eval -- it is the page's script
  new Function(code)()
}

it('hides a region when this browser showed another variant than is drawn', () => {
  localStorage.setItem('sluice.static', '{"hero":"urgent"}')
  paint()
  expect(waiting()).toBe('hero')
  vi.advanceTimersByTime(3000)
  expect(waiting()).toBeNull()
})

it.each(['{"hero":"control"}', '{}', 'null', '[', '3', undefined])(
  'hides nothing when it remembers %j',
  (stored) => {
    if (stored !== undefined) localStorage.setItem('sluice.static', stored)
    paint()
    expect(waiting()).toBeNull()
  },
)

it('lets a first visit wait only as long as it is told to', () => {
  paint({ firstVisitMs: 400 })
  expect(waiting()).toBe('hero')
  vi.advanceTimersByTime(400)
  expect(waiting()).toBeNull()
})

it('shows the region once its variant is drawn, and remembers it', async () => {
  vi.useRealTimers()
  localStorage.setItem('sluice.static', '{"hero":"urgent"}')
  paint()
  const service = createFakeService([flag('hero', 'x', 'urgent')])
  const release = service.hold()
  const client = createTestClient(service, { cache: 'local' })
  render(
    <SluiceProvider client={client}>
      <StaticRegions flags={KEYS} />
    </SluiceProvider>,
  )
  expect(waiting()).toBe('hero')
  localStorage.removeItem('sluice.static')
  await act(async () => {
    release()
    await client.ready()
  })
  expect(waiting()).toBeNull()
  expect(localStorage.getItem('sluice.static')).toBe('{"hero":"urgent"}')
})

it('writes nothing where the client keeps nothing', async () => {
  vi.useRealTimers()
  const client = createTestClient(createFakeService([flag('hero', 'x', 'urgent')]))
  await act(async () => {
    render(
      <SluiceProvider client={client}>
        <StaticRegions flags={KEYS} />
      </SluiceProvider>,
    )
    await client.ready()
  })
  expect(localStorage.getItem('sluice.static')).toBeNull()
})

it('carries the nonce, and names of flags that end nothing', () => {
  const html = renderToStaticMarkup(
    <StaticFlags drawn={{ '</style></script>"]': 'a</script>' }} nonce="n1" />,
  )
  expect(html.match(/nonce="n1"/g)).toHaveLength(2)
  expect(html.match(/<\/(style|script)>/g)).toEqual(['</style>', '</script>'])
})
