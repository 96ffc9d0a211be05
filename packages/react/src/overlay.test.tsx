import { createLocalClient } from '@sluice/client/local'
import { act, render } from '@testing-library/react'
import { useLayoutEffect, version, type ReactNode } from 'react'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Gate, Override, SluiceProvider, useExposureRef, useVariant, Variant } from './index.ts'
import { drawnPlaces, overlay, placedRegions, useSluiceClient, type DrawnPlace } from './overlay.ts'

const [major = 0, minor = 0] = version.split('.').map(Number)
const hasFragmentRefs = major > 19 || (major === 19 && minor >= 3)

const client = createLocalClient({ values: { gate: true, cta: 'Buy now' } })
const places = new Set<DrawnPlace>()
const { Mark: ownMark, placed: ownPlaced } = overlay

function Mark(place: DrawnPlace): null {
  useLayoutEffect(() => {
    places.add(place)
    return () => void places.delete(place)
  })
  return null
}

const draw = (node: ReactNode) => render(<SluiceProvider client={client}>{node}</SluiceProvider>)
const known = (): readonly string[] =>
  [...places].map(({ kind, flag, details, source }) =>
    [kind, flag, details.variant, source].join(' ').trim(),
  )

describe('an overlay', () => {
  beforeEach(() => {
    overlay.Mark = Mark
  })
  afterEach(() => {
    Object.assign(overlay, { Mark: ownMark, placed: ownPlaced })
    places.clear()
  })

  it('is told what gates and variants draw while they do', () => {
    const { unmount } = draw(
      <>
        <Gate flag="gate" __sluiceSource="src/Cart.tsx:12">
          <p>open</p>
        </Gate>
        <Variant flag="cta" cases={{ control: <p>plain</p>, urgent: <p>urgent</p> }} />
      </>,
    )
    expect(known()).toEqual(['Gate gate on src/Cart.tsx:12', 'Variant cta'])
    act(() => client.setOverride('gate', { value: false, variant: 'off' }))
    expect(known()).toContain('Gate gate off src/Cart.tsx:12')
    act(() => client.clearOverrides())
    unmount()
    expect(known()).toEqual([])
  })

  it('is told of a variant which cases there are, and which is the control', () => {
    const cases = { plain: <p>plain</p>, urgent: <p>urgent</p>, odd: undefined }
    draw(
      <>
        <Variant flag="cta" cases={cases} />
        <Variant flag="cta" cases={cases} fallback={<p>none</p>} />
        <Variant flag="cta" cases={{ ...cases, control: <p>control</p> }} fallback={<p>none</p>} />
      </>,
    )
    expect(
      [...places].map(({ cases: told, control }) => [Object.keys(told ?? {}), control]),
    ).toEqual([
      [['plain', 'urgent', 'odd'], 'plain'],
      [['plain', 'urgent', 'odd'], undefined],
      [['plain', 'urgent', 'odd', 'control'], 'control'],
    ])
  })

  it('is told where that is, as far as this React tells', () => {
    draw(
      <Gate flag="gate">
        <p>open</p>
      </Gate>,
    )
    const [place] = places
    expect(place?.region.current).not.toBeNull()
    expect(place?.region.current instanceof HTMLElement).toBe(!hasFragmentRefs)
  })

  it('is told nothing of the place of what takes no ref, where React has no fragment refs', () => {
    const Inner = (): ReactNode => 'text'
    draw(
      <Gate flag="gate">
        <Inner />
      </Gate>,
    )
    const [place] = places
    expect(place?.region.current === null).toBe(major < 19)
  })

  it('is told of the control that stands in for a treatment that crashed', () => {
    const Crash = (): ReactNode => {
      throw new Error('crashed')
    }
    const other = createLocalClient({ values: { gate: true } })
    render(
      <SluiceProvider client={other}>
        <Gate flag="gate" fallback={<p>closed</p>}>
          <Crash />
        </Gate>
      </SluiceProvider>,
      { onCaughtError: () => {} },
    )
    expect([...places].map(({ isBroken }) => isBroken)).toEqual([true])
  })

  it('is told where a hook shows its flag, where a ref is passed', async () => {
    const told: [string, boolean][] = []
    overlay.placed = (_, flag, region) => told.push([flag, region !== null])
    function Reader(): ReactNode {
      const label = useVariant('cta', 'Buy')
      return <p ref={useExposureRef('cta')}>{label}</p>
    }
    const { unmount } = draw(<Reader />)
    await Promise.resolve()
    expect(told).toEqual([['cta', true]])
    unmount()
    await Promise.resolve()
    expect(told).toEqual([
      ['cta', true],
      ['cta', false],
    ])
  })
})

describe('an overlay that waits for a tree', () => {
  const told: string[] = []
  beforeEach(() => {
    told.length = 0
    overlay.drawing = (given, children) => {
      if (given === client) told.push(`drawing ${typeof children}`)
    }
    overlay.drawn = () => told.push('drawn')
  })
  afterEach(() => {
    delete overlay.drawing
    delete overlay.drawn
  })

  it('is told what is drawn, and when it is on the page', () => {
    const { rerender } = draw('text')
    expect(told).toEqual(['drawing string', 'drawn'])
    rerender(<SluiceProvider client={client}>{7}</SluiceProvider>)
    expect(told.slice(2)).toEqual(['drawing number', 'drawn'])
  })

  it('is told of a tree that crashes before it is on the page', () => {
    const Crash = (): ReactNode => {
      throw new Error('crashed')
    }
    expect(() => draw(<Crash />)).toThrow('crashed')
    expect(told[0]).toBe('drawing object')
    expect(told).not.toContain('drawn')
  })
})

it('finds what was drawn before it came, from React 19.3 on', async () => {
  function Reader(): ReactNode {
    return <p ref={useExposureRef('cta')}>{useVariant('cta', 'Buy')}</p>
  }
  const { unmount } = draw(
    <>
      <Gate flag="gate">
        <p>open</p>
      </Gate>
      <Reader />
    </>,
  )
  const drawn = (): readonly unknown[] => [
    ...[...drawnPlaces].map(({ flag, region }) => [flag, region.current !== null]),
    ...[...placedRegions.values()].map(({ flag }) => flag),
  ]
  await Promise.resolve()
  expect(drawn()).toEqual(hasFragmentRefs ? [['gate', true], 'cta'] : [])
  unmount()
  await Promise.resolve()
  expect(drawn()).toEqual([])
})

it('draws nothing beside a gate where there is no overlay', () => {
  const { container } = draw(<Gate flag="gate">open</Gate>)
  expect(container.innerHTML).toBe('open')
  expect(places.size).toBe(0)
})

it('gives the client of the provider, and none without one', () => {
  const found: unknown[] = []
  function Find(): null {
    found.push(useSluiceClient()?.store)
    return null
  }
  draw(
    <Override>
      <Find />
    </Override>,
  )
  render(<Find />)
  expect([found[0], found.at(-1)]).toEqual([client.store, undefined])
})
