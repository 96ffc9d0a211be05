import axe from 'axe-core'
import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, expect, it, vi } from 'vitest'
import { cellsOf, type CellFlag } from '../variants/cells.ts'
import { GridCell, type GridCellProps } from './GridCell.tsx'
import { GridTools, type GridToolsProps } from './GridTools.tsx'
import { VariantTable } from './VariantTable.tsx'

afterEach(cleanup)

const layout: CellFlag = {
  key: 'hero-layout',
  title: 'Opening picture',
  variants: [
    { name: 'portrait', title: 'One piece' },
    { name: 'shelf', title: 'A full shelf' },
  ],
}
const words: CellFlag = {
  key: 'checkout-cta',
  title: 'Words on the order button',
  variants: [
    { name: 'plain', title: 'Plain' },
    { name: 'warm', title: 'Warm' },
  ],
}
const flags = [layout, words]
const cells = cellsOf(flags)

function tools(changes: Partial<GridToolsProps> = {}) {
  const calls = {
    onChoose: vi.fn<(keys: readonly string[]) => void>(),
    onDraw: vi.fn<() => void>(),
    onOutline: vi.fn<(isOutlined: boolean) => void>(),
  }
  const size = { width: 768, zoom: 0.5, setWidth() {}, setZoom() {}, style: () => ({}) }
  render(
    <GridTools
      flags={flags}
      chosen={flags.map(({ key }) => key)}
      cells={cells}
      count={cells.length}
      done={0}
      layout={size}
      isOutlined={false}
      mayDraw
      {...calls}
      {...changes}
    />,
  )
  return calls
}

function cell(changes: Partial<GridCellProps> = {}) {
  return (
    <GridCell
      title="One piece"
      src={undefined}
      told={undefined}
      isTabStop
      onOpen={() => {}}
      onFocus={() => {}}
      frameRef={() => {}}
      {...changes}
    />
  )
}

const told = { sluiceCell: 'a', story: 's', rows: [], height: 100 } as const

it('says how many combinations there are before it draws them', () => {
  const { onDraw } = tools({ count: 31, mayDraw: false })
  expect(screen.getByRole('status').textContent).toContain('31 combinations')
  fireEvent.click(screen.getByRole('button', { name: 'Draw 31 cells' }))
  expect(onDraw).toHaveBeenCalledOnce()
})

it('takes a flag out of the combinations, and back in its place', () => {
  const { onChoose } = tools({ chosen: ['checkout-cta'] })
  fireEvent.click(screen.getByRole('checkbox', { name: 'Opening picture' }))
  expect(onChoose).toHaveBeenCalledWith(['hero-layout', 'checkout-cta'])
})

it('counts what axe finds in a cell, and tells it on request', () => {
  const findings = [{ rule: 'image-alt', help: 'Images must have text', count: 2 }]
  render(cell({ told: { ...told, outcome: 'drawn', findings } }))
  expect(screen.getByText('axe: 2 findings')).toBeDefined()
  expect(screen.getByText('Images must have text')).toBeDefined()
})

it('does not say that axe found nothing where it could not look', () => {
  render(cell({ told: { ...told, outcome: 'drawn', axeFault: 'Error: no such rule' } }))
  expect(screen.queryByText('axe: no findings')).toBeNull()
  expect(screen.getByText(/axe could not look.*no such rule/)).toBeDefined()
})

it('says what a cell threw', () => {
  render(cell({ told: { ...told, outcome: 'threw', message: 'No basket.' } }))
  expect(screen.getByText('Threw: No basket.')).toBeDefined()
})

it('sets two flags in a table, titles down and across', () => {
  render(<VariantTable flags={flags} cells={cells} draw={({ title }) => <p>{title}</p>} />)
  const headers = screen.getAllByRole('columnheader').slice(1)
  expect(headers.map(({ textContent }) => textContent)).toEqual(['Plain', 'Warm'])
  const second = screen.getByRole('row', { name: /^A full shelf/ })
  const shelf = 'Opening picture: A full shelf, Words on the order button:'
  expect(second.textContent).toBe(`A full shelf${shelf} Plain${shelf} Warm`)
})

it('has nothing that axe finds', async () => {
  tools()
  render(cell({ told: { ...told, outcome: 'drawn', findings: [] } }))
  const { violations } = await axe.run(document.body, {
    // Without a browser nothing has a colour or stands on a page.
    rules: { 'color-contrast': { enabled: false }, region: { enabled: false } },
    iframes: false,
  })
  expect(violations.map(({ id }) => id)).toEqual([])
})
