import { Fragment, type ReactNode } from 'react'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { Activity } from '../../test/exposure-cases.tsx'
import { hideDocument } from '../../test/hide-document.ts'
import { openStage, type ExposureStage } from '../../test/exposure-stage.tsx'
import '../../test/strict-page.ts'
import { exposureNotes, Gate, useVariant, Variant, type SluiceClient } from '../index.ts'

const frame = (): Promise<number> => new Promise(requestAnimationFrame)
const wait = (delayMs: number): Promise<void> => new Promise((done) => setTimeout(done, delayMs))

let stage: ExposureStage

beforeEach(async () => {
  globalThis.IS_REACT_ACT_ENVIRONMENT = false
  stage = await openStage(
    async (deed) => {
      await deed()
      await frame()
    },
    { exposure: 'visible' },
  )
})
afterEach(() => {
  stage.close()
  scrollTo(0, 0)
})

const seen = (): string[] => stage.client.exposures().map(({ flag, phase }) => `${flag} ${phase}`)

/** What stands below the first screen. */
const below = (node: ReactNode): ReactNode => (
  <>
    <div style={{ height: '150vh' }} />
    {node}
    <div style={{ height: '150vh' }} />
  </>
)

const block = (height = 100): ReactNode => <div style={{ height }}>urgent</div>

const cta = (urgent: ReactNode): ReactNode => (
  <Variant flag="checkout-cta" cases={{ control: 'plain', urgent }} />
)

it('counts when half of what is drawn was in the viewport for one second', async () => {
  await stage.draw(below(cta(block())))
  await wait(1300)
  expect(seen()).toEqual([])
  // 40 of 100 pixels.
  scrollTo(0, innerHeight * 0.5 + 40)
  await wait(1300)
  expect(seen()).toEqual([])
  scrollTo(0, innerHeight * 0.5 + 60)
  await wait(600)
  expect(seen()).toEqual([])
  await expect.poll(seen).toEqual(['checkout-cta visible'])
})

it('begins anew when it leaves the viewport before the second is over', async () => {
  await stage.draw(below(cta(block())))
  for (let turn = 0; turn < 3; turn++) {
    scrollTo(0, innerHeight)
    await wait(600)
    scrollTo(0, 0)
    await wait(100)
  }
  expect(seen()).toEqual([])
})

it('counts components that draw several elements, some levels below', async () => {
  const Deep = (): ReactNode => (
    <>
      {block(50)}
      <Fragment>{block(50)}</Fragment>
    </>
  )
  await stage.draw(cta(<Deep />))
  await expect.poll(seen).toEqual(['checkout-cta visible'])
})

it('counts text that has no element', async () => {
  await stage.draw(below(<p>{cta('only text')}</p>))
  await wait(1300)
  expect(seen()).toEqual([])
  scrollTo(0, innerHeight)
  await expect.poll(seen).toEqual(['checkout-cta visible'])
})

it('counts what is larger than the viewport when it fills half of it', async () => {
  await stage.draw(below(cta(block(innerHeight * 4))))
  scrollTo(0, innerHeight * 0.8)
  await wait(1300)
  expect(seen()).toEqual([])
  scrollTo(0, innerHeight * 1.2)
  await expect.poll(seen).toEqual(['checkout-cta visible'])
})

it('counts a gate in a gate by itself, and goes on when one of them leaves', async () => {
  const page = (inner: boolean): ReactNode => (
    <Gate flag="new-checkout" exposure="visible">
      {inner ? (
        <Variant key="inner" flag="checkout-cta" cases={{ control: 'plain', urgent: block() }} />
      ) : (
        block()
      )}
    </Gate>
  )
  await stage.draw(page(true))
  await wait(300)
  await stage.draw(page(false))
  await expect.poll(seen).toEqual(['new-checkout visible'])
})

it('counts what is hidden and shown again from the moment it is shown', async () => {
  const Shown = Activity as NonNullable<typeof Activity>
  const page = (mode: 'visible' | 'hidden'): ReactNode => <Shown mode={mode}>{cta(block())}</Shown>
  await stage.draw(page('visible'))
  await wait(600)
  await stage.draw(page('hidden'))
  await wait(1300)
  expect(seen()).toEqual([])
  await stage.draw(page('visible'))
  await expect.poll(seen).toEqual(['checkout-cta visible'])
})

it('counts nothing that was unmounted before its second was over', async () => {
  await stage.draw(cta(block()))
  await wait(300)
  await stage.draw(null)
  await wait(1300)
  expect(seen()).toEqual([])
})

const Text = (): ReactNode => 'by a component'

it.each<[string, (node: ReactNode) => ReactNode]>([
  ['is in a closed `<details>`', (node) => <details>{node}</details>],
  [
    'was scrolled out of a box',
    (node) => (
      <div style={{ height: 100, overflow: 'auto' }}>
        <div style={{ height: 400 }} />
        <p>{node}</p>
      </div>
    ),
  ],
  [
    'was scrolled out of the box that it stands in',
    (node) => (
      <div style={{ height: 100, overflow: 'auto' }}>
        <div style={{ height: 400 }} />
        {node}
      </div>
    ),
  ],
  ['has `display: none`', (node) => <p style={{ display: 'none' }}>{node}</p>],
  ['has `visibility: hidden`', (node) => <p style={{ visibility: 'hidden' }}>{node}</p>],
  ['has `opacity: 0`', (node) => <p style={{ opacity: 0 }}>{node}</p>],
])('does not count what %s, be it text or an element', async (_, place) => {
  for (const node of ['text', <Text key="text" />, <b key="element">element</b>]) {
    await stage.draw(place(cta(node)))
    await wait(1500)
    expect(seen()).toEqual([])
  }
  expect(notesOf(stage.client)).toEqual([])
})

it.each<[string, (isOpen: boolean) => ReactNode]>([
  ['text in `<details>` that is opened', (open) => <details open={open}>{cta('text')}</details>],
  [
    'text that is displayed',
    (open) => <p style={{ display: open ? 'block' : 'none' }}>{cta('text')}</p>,
  ],
  [
    'an element that appears',
    (open) => <div style={{ opacity: open ? 1 : 0 }}>{cta(<b>element</b>)}</div>,
  ],
])('counts %s, from then on', async (_, page) => {
  await stage.draw(page(false))
  await wait(1300)
  await stage.draw(page(true))
  await wait(600)
  expect(seen()).toEqual([])
  await expect.poll(seen).toEqual(['checkout-cta visible'])
})

it('counts text that is scrolled into a box', async () => {
  await stage.draw(
    <div id="box" style={{ height: 100, overflow: 'auto' }}>
      <div style={{ height: 400 }} />
      {cta('text')}
    </div>,
  )
  await wait(300)
  document.getElementById('box')?.scrollTo(0, 400)
  await expect.poll(seen).toEqual(['checkout-cta visible'])
})

it.each<[string, ReactNode]>([
  [
    'an element with `display: contents`',
    <div key="" style={{ display: 'contents' }}>
      <b>element</b>
    </div>,
  ],
  [
    'text in `display: contents`',
    <div key="" style={{ display: 'contents' }}>
      text
    </div>,
  ],
  [
    'an element without height',
    <div key="">
      <b style={{ position: 'absolute' }}>badge</b>
    </div>,
  ],
  [
    'nested elements without area',
    <div key="" style={{ display: 'contents' }}>
      <div>
        <b style={{ position: 'absolute' }}>badge</b>
      </div>
    </div>,
  ],
])('looks at what is inside of %s', async (_, node) => {
  await stage.draw(below(<section>{cta(node)}</section>))
  await wait(1500)
  expect(seen()).toEqual([])
  scrollTo(0, innerHeight)
  await expect.poll(seen).toEqual(['checkout-cta visible'])
  expect(notesOf(stage.client)).toEqual([])
})

it('counts what has no area, nor anything inside, with the commit, and notes it', async () => {
  await stage.draw(cta(<div />))
  await expect.poll(seen).toEqual(['checkout-cta commit'])
  expect(notesOf(stage.client)).toEqual([['checkout-cta', 'nothing_drawn']])
})

it('counts what gets its area later', async () => {
  function Late({ height }: { readonly height: number }): ReactNode {
    return cta(<div style={{ height }} />)
  }
  await stage.draw(<Late height={0} />)
  await wait(500)
  await stage.draw(<Late height={100} />)
  await expect.poll(seen).toEqual(['checkout-cta visible'])
  expect(notesOf(stage.client)).toEqual([])
})

it('looks for nothing while the document is in the background', async () => {
  const lookAt = hideDocument()
  await stage.draw(
    <>
      {cta(null)}
      <Hook />
    </>,
  )
  await wait(1500)
  expect(seen()).toEqual([])
  lookAt()
  await expect.poll(seen).toEqual(['checkout-cta commit'])
})

function Hook(): ReactNode {
  return useVariant('checkout-cta', 'Buy now')
}

it('counts a side that draws nothing with the commit, and notes it', async () => {
  await stage.draw(cta(null))
  await expect.poll(seen).toEqual(['checkout-cta commit'])
  expect(notesOf(stage.client)).toEqual([['checkout-cta', 'nothing_drawn']])
})

it('counts a hook, which has no element, with the commit, and notes it', async () => {
  function Reader(): ReactNode {
    return useVariant('checkout-cta', 'Buy now')
  }
  await stage.draw(<Reader />)
  await expect.poll(seen).toEqual(['checkout-cta commit'])
  expect(notesOf(stage.client)).toEqual([['checkout-cta', 'hook']])
})

function notesOf(client: SluiceClient): [string, string][] {
  return [...exposureNotes(client)]
}
