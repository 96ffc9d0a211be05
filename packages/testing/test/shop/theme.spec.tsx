import { useVariant } from '@sluice/react'
import { renderWithFlags } from '@sluice/testing/react'
import { type ReactNode } from 'react'
import { expect, it } from 'vitest'

const LIGHT = { dark: false }

function Page(): ReactNode {
  return useVariant('theme', LIGHT).dark ? 'night' : 'day'
}

it('is dark', () => {
  renderWithFlags(<Page />, { flags: { theme: { dark: true } } })
  expect(document.body.textContent).toBe('night')
})

it('proves nothing when it fails', () => {
  renderWithFlags(<Page />, { flags: { theme: { dark: false } } })
  if (process.env['FAIL'] !== undefined) throw new Error('It failed, as it was told to.')
})

it('fails where a flag is read that it does not name', () => {
  if (process.env['UNNAMED'] !== undefined) renderWithFlags(<Page />)
})
