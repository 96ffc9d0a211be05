import { useVariant } from '@sluice/react'
import { renderWithFlags } from '@sluice/testing/react'
import type { ReactNode } from 'react'
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
  expect(document.body.textContent).toBe(
    process.env['FAIL'] === undefined ? 'day' : 'something else',
  )
})

it('fails where a flag is read that it does not name', () => {
  renderWithFlags(<Page />, {
    unnamedFlags: process.env['UNNAMED'] === undefined ? 'default' : 'fail',
  })
  expect(document.body.textContent).toBe('day')
})
