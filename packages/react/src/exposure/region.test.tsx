import { act, render } from '@testing-library/react'
import {
  createRef,
  forwardRef,
  memo,
  version,
  type ReactElement,
  type ReactNode,
  type Ref,
} from 'react'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { flag, readyClient } from '../../test/service.ts'
import '../../test/strict-page.ts'
import { exposureNotes, Gate, SluiceProvider, type SluiceClient } from '../index.ts'

// What a React without fragment refs makes of the same page: the tests run with both.
const [major = 0, minor = 0] = version.split('.').map(Number)
const HAS_FRAGMENT_REFS = major > 19 || (major === 19 && minor >= 3)

const observed = new Set<Element>()
let tell: (entries: object[]) => void

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  class Observer {
    constructor(callback: (entries: object[]) => void) {
      tell = callback
    }
    observe = (element: Element): void => {
      observed.add(element)
      const all = { width: 10, height: 10 }
      tell([{ target: element, boundingClientRect: all, intersectionRect: all, rootBounds: null }])
    }
    unobserve = (element: Element): void => void observed.delete(element)
    disconnect = (): void => observed.clear()
  }
  vi.stubGlobal('IntersectionObserver', Observer)
})

afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

async function open(children: ReactNode): Promise<{
  client: SluiceClient
  draw(next: ReactNode): void
  unmount(): void
}> {
  vi.useRealTimers()
  const client = await readyClient([flag('new-checkout', true, 'on', { exposure: 'visible' })])
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  const page = (node: ReactNode): ReactElement => (
    <SluiceProvider client={client}>
      <Gate flag="new-checkout">{node}</Gate>
    </SluiceProvider>
  )
  const { rerender, unmount } = render(page(children))
  return { client, draw: (next) => rerender(page(next)), unmount }
}

const seenAfter = async (client: SluiceClient, delayMs: number): Promise<string[]> => {
  await act(() => vi.advanceTimersByTimeAsync(delayMs))
  return client.exposures().map(({ phase }) => phase)
}

const Forwarded = memo(
  forwardRef<HTMLParagraphElement>(function Forwarded(_props, ref) {
    return <p ref={ref}>new</p>
  }),
)
const Bare = forwardRef<HTMLParagraphElement>(function Bare(_props, ref) {
  return <p ref={ref}>new</p>
})

function WithoutRef(): ReactElement {
  return <p>new</p>
}

it.each([
  ['an element', <p key="a">new</p>],
  ['a component that forwards its ref', <Bare key="b" />],
])('watches %s', async (_, node) => {
  const { client, unmount } = await open(node)
  expect([...observed].map(({ tagName }) => tagName)).toEqual(['P'])
  expect(await seenAfter(client, 900)).toEqual([])
  expect(await seenAfter(client, 200)).toEqual(['visible'])
  unmount()
  expect(observed.size).toBe(0)
  expect(vi.getTimerCount()).toBe(0)
})

function ownRef(kind: string): { ref: Ref<HTMLParagraphElement>; held(): Element | null } {
  let held: Element | null = null
  const object = createRef<HTMLParagraphElement>()
  if (kind === 'an object') return { ref: object, held: () => object.current }
  return { ref: (element) => void (held = element), held: () => held }
}

it.each(['an object', 'a function'])('leaves a child its own ref: %s', async (kind) => {
  const { ref, held } = ownRef(kind)
  const child = (title: string): ReactNode => (
    <p ref={ref} title={title}>
      new
    </p>
  )
  const { client, draw, unmount } = await open(child('first'))
  const [element] = observed
  expect(held()).toBe(element)
  draw(child('second'))
  expect([...observed]).toEqual([element])
  expect(held()).toBe(element)
  expect(await seenAfter(client, 1100)).toEqual(['visible'])
  unmount()
  expect(held()).toBeNull()
})

it('goes on where a child writes its ref in place, and is drawn all the time', async () => {
  const child = (time: number): ReactNode => <p ref={() => {}}>new {time}</p>
  const { client, draw } = await open(child(0))
  for (let time = 1; time < 4; time++) {
    expect(await seenAfter(client, 300)).toEqual([])
    draw(child(time))
  }
  expect(await seenAfter(client, 200)).toEqual(['visible'])
})

it.skipIf(HAS_FRAGMENT_REFS)(
  'counts with the commit, and notes it, what takes no ref in a React without fragment refs',
  async () => {
    const { client } = await open(<WithoutRef />)
    expect(await seenAfter(client, 0)).toEqual(['commit'])
    expect([...exposureNotes(client)]).toEqual([['new-checkout', 'no_ref']])
  },
)

it.runIf(HAS_FRAGMENT_REFS)('watches what takes no ref by a fragment', async () => {
  const { client } = await open(
    <>
      <WithoutRef />
      <Forwarded />
    </>,
  )
  expect(observed.size).toBe(2)
  expect(await seenAfter(client, 1100)).toEqual(['visible'])
  expect(exposureNotes(client).size).toBe(0)
})

it('counts with the commit, and notes it, in a browser that cannot tell', async () => {
  vi.stubGlobal('IntersectionObserver', undefined)
  const { client } = await open(<p>new</p>)
  expect(await seenAfter(client, 0)).toEqual(['commit'])
  expect([...exposureNotes(client)]).toEqual([['new-checkout', 'no_observer']])
})

it('counts nothing in a hidden tab, and all of the second once it is shown', async () => {
  const hidden = vi.spyOn(document, 'hidden', 'get').mockReturnValue(true)
  const { client } = await open(<p>new</p>)
  expect(await seenAfter(client, 5000)).toEqual([])
  hidden.mockReturnValue(false)
  document.dispatchEvent(new Event('visibilitychange'))
  expect(await seenAfter(client, 900)).toEqual([])
  expect(await seenAfter(client, 200)).toEqual(['visible'])
})
