import type { ReactElement, ReactNode } from 'react'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { openStage, type ExposureStage } from '../../test/exposure-stage.tsx'
import { flag } from '../../test/service.ts'
import '../../test/strict-page.ts'
import {
  exposureNotes,
  Override,
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

const seen = (): string[] =>
  stage.client.exposures().map(({ flag: key, phase }) => `${key} ${phase}`)

/** What stands below the first screen. */
const below = (node: ReactNode): ReactNode => (
  <>
    <div style={{ height: '150vh' }} />
    {node}
    <div style={{ height: '150vh' }} />
  </>
)

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
  await expect.poll(seen).toEqual(['checkout-cta visible'])
  expect(notesOf(stage.client)).toEqual([])
})

/** A hook that leaves it to a ref to tell, whose element may come later. */
function Offer({ isOpen = true }: { readonly isOpen?: boolean }): ReactNode {
  const label = useVariant('checkout-cta', 'Buy now', { exposure: 'manual' })
  const ref = useExposureRef('checkout-cta')
  return isOpen ? <p ref={ref}>{label}</p> : <b>{label}</b>
}

/** Another answer comes, and React has drawn what differs. */
async function become(label: string, variant: string, metadata = {}): Promise<void> {
  stage.service.serve([flag('checkout-cta', label, variant, { exposure: 'visible', ...metadata })])
  await stage.client.refresh()
  await frame()
}

/** React may draw later than the next frame. */
const drawn = (selector: string): Promise<Element> =>
  vi.waitUntil(() => document.querySelector(selector))

const variantsSeen = (): unknown[] => stage.client.exposures().map(({ variant }) => variant)

describe('of a flag whose stability is mount', () => {
  const metadata = { exposure: 'visible', stability: 'mount' } as const
  beforeEach(async () => {
    stage.close()
    stage = await openStage(async (deed) => {
      await deed()
      await frame()
    }, metadata)
  })

  it('counts what an element goes on showing', async () => {
    await stage.draw(below(<Offer />))
    await drawn('p')
    await become('Later', 'later', metadata)
    expect(stage.client.peek('checkout-cta', '').variant).toBe('later')
    expect(document.querySelector('p')?.textContent).toBe('Hurry')
    scrollTo(0, innerHeight)
    await expect.poll(variantsSeen).toEqual(['urgent'])
  })

  it('counts it also in an element that comes later than another value', async () => {
    await stage.draw(<Offer isOpen={false} />)
    await drawn('b')
    await become('Later', 'later', metadata)
    await stage.draw(<Offer />)
    await drawn('p')
    expect(document.querySelector('p')?.textContent).toBe('Hurry')
    await expect.poll(variantsSeen).toEqual(['urgent'])
  })

  it('counts in an element of another component what that was given to show', async () => {
    function Dialog({ label }: { readonly label: string }): ReactElement {
      return <p ref={useExposureRef('checkout-cta')}>{label}</p>
    }
    function Page({ isOpen = false }: { readonly isOpen?: boolean }): ReactNode {
      const label = useVariant('checkout-cta', 'Buy now', { exposure: 'manual' })
      return isOpen ? <Dialog label={label} /> : <b>{label}</b>
    }
    await stage.draw(<Page />)
    await drawn('b')
    await become('Later', 'later', metadata)
    await stage.draw(<Page isOpen />)
    await drawn('p')
    expect(document.querySelector('p')?.textContent).toBe('Hurry')
    await expect.poll(variantsSeen).toEqual(['urgent'])
  })
})

it('counts no default that stands in for a value of another type, also where that is forced', async () => {
  function Price(): ReactElement {
    const price = useVariant('checkout-cta', 'Buy now', { exposure: 'manual' })
    return <p ref={useExposureRef('checkout-cta')}>{price}</p>
  }
  await stage.draw(
    <Override values={{ 'checkout-cta': 7 }}>
      <Price />
    </Override>,
  )
  await wait(1300)
  expect(document.querySelector('p')?.textContent).toBe('Buy now')
  expect(seen()).toEqual([])
})

it('counts the element that came last for a ref, although another one leaves after it', async () => {
  function Moving({ names }: { readonly names: readonly string[] }): ReactNode {
    const ref = useExposureRef('checkout-cta')
    return names.map((name) => (
      <p key={name} ref={ref}>
        {name}
      </p>
    ))
  }
  await stage.draw(<Moving names={['a']} />)
  await stage.draw(<Moving names={['a', 'b']} />)
  await stage.draw(<Moving names={['b']} />)
  await expect.poll(seen).toEqual(['checkout-cta visible'])
})

describe('a ref that is written in place, by what renders all the time', () => {
  /** Draws it every 300 ms, with a ref that React takes for another one each time. */
  async function drawOften(page: (time: number) => ReactNode): Promise<void> {
    for (let time = 0; time < 6; time++) {
      await stage.draw(page(time))
      await wait(300)
    }
  }

  it.each(['no clean-up', 'a clean-up'])('counts by a hook, with %s', async (kind) => {
    function Clock({ time }: { readonly time: number }): ReactNode {
      const label = useVariant('checkout-cta', 'Buy now', { exposure: 'manual' })
      const ref = useExposureRef('checkout-cta')
      const own =
        kind === 'a clean-up'
          ? (element: Element | null) => ref(element)
          : (element: Element | null) => void ref(element)
      return (
        <p ref={own}>
          {label} {time}
        </p>
      )
    }
    await drawOften((time) => <Clock time={time} />)
    expect(seen()).toEqual(['checkout-cta visible'])
  })

  it('counts in a variant', async () => {
    await drawOften((time) => (
      <Variant
        flag="checkout-cta"
        exposure="visible"
        cases={{ control: 'plain', urgent: <p ref={() => {}}>urgent {time}</p> }}
      />
    ))
    expect(seen()).toEqual(['checkout-cta visible'])
  })
})

it('counts what an element on the screen shows next, and to whom', async () => {
  await stage.draw(<Offer />)
  await expect.poll(variantsSeen).toEqual(['urgent'])
  await become('Later', 'later')
  await expect.poll(variantsSeen).toEqual(['urgent', 'later'])
  stage.service.serve([flag('checkout-cta', 'Last', 'last', { exposure: 'visible' })])
  await stage.client.setContext({ targetingKey: 'bob' })
  await expect.poll(variantsSeen).toEqual(['urgent', 'later', 'last'])
  const [, , last] = stage.client.exposures()
  expect(last).toMatchObject({ variant: 'last', units: { targetingKey: 'bob' } })
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
  await expect.poll(seen).toEqual(['checkout-cta visible'])
})

function notesOf(client: SluiceClient): [string, string][] {
  return [...exposureNotes(client)]
}
