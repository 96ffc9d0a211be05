import { act, render } from '@testing-library/react'
import { renderToStaticMarkup } from 'react-dom/server'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createCode, cta } from '../../test/late-code.tsx'
import { createFakeService, createTestClient, flag, type ServedFlag } from '../../test/service.ts'
import { takeConsole } from '../../test/strict-page.ts'
import { Gate, SluiceProvider, StaticRegions, Variant } from '../index.ts'
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

/** Opens a page for somebody who was here before, whose treatments are loaded. */
async function returnTo(...codes: readonly ReturnType<typeof createCode>[]) {
  vi.useRealTimers()
  localStorage.setItem('sluice.static', '{"checkout-cta":"urgent","hero":"urgent"}')
  paint({ drawn: { 'checkout-cta': 'control', hero: 'control' } })
  const client = createTestClient(createFakeService([cta('urgent'), flag('hero', true, 'urgent')]))
  const { container } = render(
    <SluiceProvider client={client}>
      <StaticRegions flags={['checkout-cta', 'hero']} />
      {codes.map(({ load }, place) => (
        // oxlint-disable-next-line react/no-array-index-key -- they have no other
        <Variant key={place} flag="checkout-cta" cases={{ control: 'old', urgent: load }} />
      ))}
      <Gate flag="hero" fallback="static">
        new
      </Gate>
    </SluiceProvider>,
  )
  expect(waiting()).toBe('checkout-cta hero')
  await act(() => client.ready())
  return container
}

it('leaves a region invisible until what is loaded for it is drawn, and no other', async () => {
  const [first, second] = [createCode(), createCode()]
  const container = await returnTo(first, second)
  expect(container.textContent).toBe('oldoldnew')
  expect(waiting()).toBe('checkout-cta')
  await first.arrive()
  expect(waiting()).toBe('checkout-cta')
  await second.arrive()
  expect(container.textContent).toBe('hurry 0 0hurry 0 0new')
  expect(waiting()).toBeNull()
})

it('shows a region with its control when what is loaded for it does not come', async () => {
  const code = createCode()
  const container = await returnTo(code)
  expect(waiting()).toBe('checkout-cta')
  await code.fail(new Error('offline'))
  expect(container.textContent).toBe('oldnew')
  expect(waiting()).toBeNull()
  takeConsole()
})

it('hides no region again that was shown because its code took too long', async () => {
  const code = createCode()
  await returnTo(code)
  root.removeAttribute('data-sluice-wait')
  await code.arrive()
  expect(waiting()).toBeNull()
})

/** Opens a page with these regions and waits for its flags. */
async function showPage(flags: readonly string[], ...served: ServedFlag[]): Promise<void> {
  const client = createTestClient(createFakeService(served), { cache: 'local' })
  const page = render(
    <SluiceProvider client={client}>
      <StaticRegions flags={flags} />
    </SluiceProvider>,
  )
  await act(async () => {
    await client.ready()
  })
  page.unmount()
}

it('leaves what other pages remember of theirs', async () => {
  vi.useRealTimers()
  localStorage.clear()
  await showPage(['hero'], flag('hero', 'x', 'urgent'))
  await showPage(['teaser', 'gone'], flag('teaser', 'y', 'short'))
  paint()
  expect(waiting()).toBe('hero')
  expect(localStorage.getItem('sluice.static')).toBe('{"hero":"urgent","teaser":"short"}')
})

it('forgets a flag that serves nothing any more, and begins anew after very many', async () => {
  vi.useRealTimers()
  localStorage.clear()
  localStorage.setItem('sluice.static', '{"hero":"urgent","other":"a"}')
  await showPage(['hero', 'teaser'], flag('teaser', 'x', 'b'))
  expect(localStorage.getItem('sluice.static')).toBe('{"other":"a","teaser":"b"}')
  const many = Object.fromEntries(Array.from({ length: 150 }, (_, i) => [`f${i}`, 'a']))
  localStorage.setItem('sluice.static', JSON.stringify(many))
  paint()
  await showPage(['teaser'], flag('teaser', 'x', 'b'))
  expect(localStorage.getItem('sluice.static')).toBe('{"teaser":"b"}')
})

it.each(['[', 'null', '3', '"text"', '["a"]'])('writes over %s', async (stored) => {
  vi.useRealTimers()
  localStorage.clear()
  localStorage.setItem('sluice.static', stored)
  paint()
  await showPage(['hero'], flag('hero', 'x', 'urgent'))
  const kept = JSON.parse(localStorage.getItem('sluice.static') ?? '') as Record<string, string>
  expect(kept['hero']).toBe('urgent')
})

it('lets the first visit of one page wait no longer because there was one of another', () => {
  localStorage.setItem('sluice.static', '{"teaser":"short"}')
  paint({ firstVisitMs: 400 })
  expect(waiting()).toBe('hero')
  vi.advanceTimersByTime(400)
  expect(waiting()).toBeNull()
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

it('forgets what is denied', async () => {
  vi.useRealTimers()
  localStorage.clear()
  const client = createTestClient(createFakeService([flag('hero', 'x', 'urgent')]), {
    cache: 'local',
  })
  const page = (
    <SluiceProvider client={client}>
      <StaticRegions flags={KEYS} />
    </SluiceProvider>
  )
  const { rerender } = render(page)
  await act(() => client.ready())
  expect(localStorage.getItem('sluice.static')).toBe('{"hero":"urgent"}')
  await act(async () => {
    client.setConsent('denied')
    await client.refresh()
  })
  rerender(page)
  expect(localStorage.getItem('sluice.static')).toBeNull()
})

it('carries the nonce, and names of flags that end nothing', () => {
  const html = renderToStaticMarkup(
    <StaticFlags drawn={{ '</style></script>"]': 'a</script>' }} nonce="n1" />,
  )
  expect(html.match(/nonce="n1"/g)).toHaveLength(2)
  expect(html.match(/<\/(style|script)>/g)).toEqual(['</style>', '</script>'])
})
