import { scenarioLink } from '@sluice/client/scenarios'
import axe from 'axe-core'
import { cleanup, fireEvent, render, screen, within } from '@testing-library/react'
import type { ReactElement } from 'react'
import { convert, ThemeProvider, themes } from 'storybook/theming'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Choice, StoryReport } from '../report/report.ts'
import { toPayload } from '../scenarios/payload.ts'
import { Menu } from '../toolbar/Menu.tsx'
import { Panel } from './Panel.tsx'
import { report } from './sample-report.ts'

afterEach(cleanup)

const onChoose = vi.fn<(choice: Choice) => void>()
const onAskLive = vi.fn<(isOn: boolean) => void>()

function draw(ui: ReactElement): HTMLElement {
  onChoose.mockClear()
  return render(<ThemeProvider theme={convert(themes.light)}>{ui}</ThemeProvider>).container
}

const panel = (changes: Partial<StoryReport> = {}): HTMLElement =>
  draw(
    <Panel
      report={{ ...report, ...changes }}
      live={undefined}
      onChoose={onChoose}
      onAskLive={onAskLive}
    />,
  )

const rowOf = (flag: string): HTMLElement => {
  const row = document.querySelector<HTMLElement>(`[data-flag="${flag}"]`)
  if (!row) throw new Error(`There is no row of ${flag}.`)
  return row
}

const here = (key: string, given: object | undefined): Choice => ({
  type: 'flag',
  where: 'here',
  key,
  given,
})

it('shows variants as choices up to four, and as a list above', () => {
  panel()
  expect(within(rowOf('hero-layout')).getAllByRole('radio')).toHaveLength(3)
  expect(within(rowOf('banner')).queryAllByRole('radio')).toEqual([])
  const list = within(rowOf('banner')).getByRole('combobox', { name: 'Strip at the top' })
  fireEvent.change(list, { target: { value: 'Summer' } })
  expect(onChoose).toHaveBeenCalledWith(here('banner', { variant: 'Summer' }))
})

it('lists what would have been recorded: what was seen, and what was done', () => {
  const list = panel().querySelector('details')
  expect(list?.textContent).toContain(`(${report.exposures.length + 1})`)
  expect(list?.textContent).toContain('ordered, 42 (an outcome)')
  cleanup()
  expect(panel({ exposures: [], outcomes: [] }).textContent).toContain('Nothing yet.')
})

it('says of a story that is drawn without the addon how to add it', () => {
  const nothing = { report: undefined, live: undefined, onChoose, onAskLive }
  expect(draw(<Panel {...nothing} />).textContent).toBe('The story is on its way.')
  cleanup()
  expect(draw(<Panel {...nothing} isUnheard />).textContent).toContain('addons: [sluice()]')
  cleanup()
  expect(draw(<Menu report={undefined} isUnheard onChoose={onChoose} />).textContent).toContain(
    'This story is drawn without the addon',
  )
})

it('says what is in force, marks what differs, and puts back what was chosen here', () => {
  panel()
  expect(rowOf('hero-layout').dataset['differs']).toBe('true')
  expect(rowOf('hero-layout').textContent).toContain('A full shelf, chosen here')
  fireEvent.click(within(rowOf('hero-layout')).getByRole('button', { name: /Reset/ }))
  expect(onChoose).toHaveBeenCalledWith(here('hero-layout', undefined))
  const other = within(rowOf('banner')).getByRole('button', { name: /Reset/ })
  expect(other).toHaveProperty('disabled', true)
})

it('says what is drawn instead, where nothing has come or a treatment crashed', () => {
  const [first, second, ...others] = report.rows
  panel({
    rows: [
      { ...first!, instead: 'control' },
      { ...second!, byCode: null, given: { value: null }, instead: 'default' },
      { ...others[0]!, byCode: false, instead: 'mistyped' },
    ],
  })
  expect(rowOf('hero-layout').textContent).toContain('The control, because A full shelf crashed')
  expect(rowOf('free-delivery-from').textContent).toContain(
    'What the code draws by itself, because nothing has come',
  )
  expect(rowOf(others[0]!.key).textContent).toContain(
    'false, because the code asks for another type',
  )
})

it('does not say of a gate that nobody defined it, while the file cannot be read', () => {
  const unknown = report.rows.find(({ key }) => key === 'chekout-cta')!
  panel({ rows: [unknown, { ...unknown, key: 'other', definition: 'unknown' }] })
  expect(rowOf('chekout-cta').textContent).toContain('Not defined')
  expect(rowOf('other').textContent).toContain('Nobody knows it while the file cannot be read')
})

it('links the design, and never says "ruleset"', () => {
  const { innerHTML } = panel({ faults: [] })
  expect(screen.getByRole('link', { name: /Design/ }).getAttribute('href')).toBe(
    'https://design.example/hero',
  )
  expect(innerHTML).not.toMatch(/ruleset/i)
})

it('takes any number, and says what is none', () => {
  panel()
  const field = within(rowOf('free-delivery-from')).getByRole('textbox')
  fireEvent.change(field, { target: { value: 'many' } })
  expect(screen.getByRole('alert').textContent).toContain('Write a number')
  fireEvent.keyDown(field, { key: 'Enter' })
  expect(onChoose).not.toHaveBeenCalled()
  fireEvent.change(field, { target: { value: '20' } })
  fireEvent.keyDown(field, { key: 'Enter' })
  expect(onChoose).toHaveBeenCalledWith(here('free-delivery-from', { value: 20 }))
})

it('takes an object once it is one, and forgets it with Escape', () => {
  panel()
  const row = within(rowOf('banner'))
  fireEvent.click(row.getByRole('button', { name: /Edit/ }))
  const field = row.getByRole('textbox')
  fireEvent.change(field, { target: { value: '{"text":' } })
  expect(row.getByRole('button', { name: 'Apply' })).toHaveProperty('disabled', true)
  fireEvent.keyDown(field, { key: 'Escape' })
  expect(row.queryByRole('textbox')).toBeNull()
  expect(onChoose).not.toHaveBeenCalled()
})

it('says what to write when a story reads no gate', () => {
  panel({ rows: [] })
  expect(screen.getByRole('heading', { name: 'This story reads no gate' })).toBeDefined()
})

it('shows what each environment serves, and which cannot be asked', () => {
  draw(
    <Panel
      report={report}
      live={[
        { name: 'staging', served: { 'hero-layout': 'A full shelf' } },
        { name: 'production', served: {}, fault: 'It does not answer.' },
      ]}
      onChoose={onChoose}
      onAskLive={onAskLive}
    />,
  )
  expect(screen.getByRole('cell', { name: 'A full shelf' })).toBeDefined()
  expect(screen.getByText('production: It does not answer.')).toBeDefined()
  fireEvent.click(screen.getByRole('switch', { name: 'What is live now' }))
  expect(onAskLive).toHaveBeenCalledWith(false)
})

describe('the menu', () => {
  it('leaves to a story what it decides itself', () => {
    draw(<Menu report={{ ...report, ownState: 'stale' }} onChoose={onChoose} />)
    const list = screen.getByRole('combobox', { name: 'Strip at the top' })
    expect(list).toHaveProperty('disabled', true)
    expect(screen.getByText('The story decides its state itself.')).toBeDefined()
    expect(screen.getByRole('group', { name: 'State' })).toHaveProperty('disabled', true)
  })

  it('opens the link that the overlay of the app copies, or says why it does not', () => {
    draw(<Menu report={report} onChoose={onChoose} />)
    const field = screen.getByRole('textbox', { name: 'From the app' })
    const paste = (value: string): void => {
      fireEvent.change(field, { target: { value } })
      fireEvent.click(screen.getByRole('button', { name: 'Open' }))
    }
    paste('https://shop.example/')
    expect(screen.getByText(/neither JSON nor a link/)).toBeDefined()
    expect(onChoose).not.toHaveBeenCalled()
    const overrides = { 'free-delivery-from': { variant: 'far' } }
    const scenario = { version: 1, name: 'Far away', overrides } as const
    paste(scenarioLink(scenario, 'https://shop.example/'))
    expect(screen.getByText('"Far away" is open, with free-delivery-from.')).toBeDefined()
    expect(onChoose).toHaveBeenCalledWith({ type: 'scenario', payload: toPayload(scenario) })
  })

  it('chooses for all stories, and resets everything', () => {
    draw(<Menu report={report} onChoose={onChoose} />)
    fireEvent.change(screen.getByRole('combobox', { name: 'Free delivery from' }), {
      target: { value: 'far' },
    })
    expect(onChoose).toHaveBeenCalledWith({
      ...here('free-delivery-from', { variant: 'far' }),
      where: 'everywhere',
    })
    fireEvent.click(screen.getByRole('button', { name: 'Reset all (1)' }))
    expect(onChoose).toHaveBeenCalledWith({ type: 'reset', where: 'all' })
  })
})

it.each([
  ['the panel', () => panel({ faults: ['flags.yaml is gone. Put it back.'] })],
  ['the menu', () => draw(<Menu report={report} onChoose={onChoose} />)],
])('axe finds nothing in %s', async (_, drawIt) => {
  const { violations } = await axe.run(drawIt(), {
    // Without a browser nothing has a colour or stands on a page.
    rules: { 'color-contrast': { enabled: false }, region: { enabled: false } },
  })
  expect(
    violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join()}`),
  ).toEqual([])
})
