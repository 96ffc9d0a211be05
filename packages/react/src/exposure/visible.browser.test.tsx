import { Fragment, type ReactNode } from 'react'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { Activity } from '../../test/exposure-cases.tsx'
import { openStage, type ExposureStage } from '../../test/exposure-stage.tsx'
import '../../test/strict-page.ts'
import {
  exposureNotes,
  Gate,
  useExposureRef,
  useVariant,
  Variant,
  type SluiceClient,
} from '../index.ts'

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
  await wait(700)
  expect(seen()).toEqual(['checkout-cta visible'])
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
  await wait(1300)
  expect(seen()).toEqual(['checkout-cta visible'])
})

it('counts text that has no element', async () => {
  await stage.draw(below(<p>{cta('only text')}</p>))
  await wait(1300)
  expect(seen()).toEqual([])
  scrollTo(0, innerHeight)
  await wait(1300)
  expect(seen()).toEqual(['checkout-cta visible'])
})

it('counts what is larger than the viewport when it fills half of it', async () => {
  await stage.draw(below(cta(block(innerHeight * 4))))
  scrollTo(0, innerHeight * 0.8)
  await wait(1300)
  expect(seen()).toEqual([])
  scrollTo(0, innerHeight * 1.2)
  await wait(1300)
  expect(seen()).toEqual(['checkout-cta visible'])
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
  await wait(1300)
  expect(seen()).toEqual(['new-checkout visible'])
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
  await wait(1300)
  expect(seen()).toEqual(['checkout-cta visible'])
})

it('counts nothing that was unmounted before its second was over', async () => {
  await stage.draw(cta(block()))
  await wait(300)
  await stage.draw(null)
  await wait(1300)
  expect(seen()).toEqual([])
})

it('counts a side that draws nothing with the commit, and notes it', async () => {
  await stage.draw(cta(null))
  await wait(300)
  expect(seen()).toEqual(['checkout-cta commit'])
  expect(notesOf(stage.client)).toEqual([['checkout-cta', 'nothing_drawn']])
})

it('counts a hook, which has no element, with the commit, and notes it', async () => {
  function Reader(): ReactNode {
    return useVariant('checkout-cta', 'Buy now')
  }
  await stage.draw(<Reader />)
  await wait(100)
  expect(seen()).toEqual(['checkout-cta commit'])
  expect(notesOf(stage.client)).toEqual([['checkout-cta', 'hook']])
})

it('counts the element that a hook shows its value in, by a ref', async () => {
  function Reader(): ReactNode {
    const label = useVariant('checkout-cta', 'Buy now', { exposure: 'manual' })
    return (
      <button type="button" ref={useExposureRef('checkout-cta')}>
        {label}
      </button>
    )
  }
  await stage.draw(below(<Reader />))
  await wait(1300)
  expect(seen()).toEqual([])
  scrollTo(0, innerHeight)
  await wait(1300)
  expect(seen()).toEqual(['checkout-cta visible'])
  expect(notesOf(stage.client)).toEqual([])
})

it('counts the element that comes later for a ref, and not the one that it replaced', async () => {
  function Reader({ name }: { readonly name: string }): ReactNode {
    const ref = useExposureRef('checkout-cta')
    return (
      name && (
        <p key={name} ref={ref}>
          {name}
        </p>
      )
    )
  }
  await stage.draw(<Reader name="" />)
  await stage.draw(<Reader name="a" />)
  await wait(600)
  await stage.draw(<Reader name="b" />)
  await wait(600)
  expect(seen()).toEqual([])
  await wait(700)
  expect(seen()).toEqual(['checkout-cta visible'])
})

function notesOf(client: SluiceClient): [string, string][] {
  return [...exposureNotes(client)]
}
