import { cleanup, render } from '@testing-library/react'
import { afterEach, expect, it } from 'vitest'
import { findingsOf } from './findings.ts'

afterEach(cleanup)

const rulesOf = async (a11y?: unknown): Promise<string[]> =>
  (await findingsOf(a11y)).map(({ rule }) => rule)

it('finds what axe finds, but not what only a page can have', async () => {
  render(
    <p>
      {/* oxlint-disable-next-line jsx-a11y/control-has-associated-label -- it has to be found */}
      <button type="button" />
    </p>,
  )
  expect(await rulesOf()).toContain('button-name')
  expect(await rulesOf()).not.toContain('region')
})

it('judges a story by the rules that it sets for the rest of Storybook', async () => {
  render(
    <>
      {/* oxlint-disable-next-line jsx-a11y/control-has-associated-label -- it has to be found */}
      <button type="button" className="old" />
    </>,
  )
  const config = { rules: [{ id: 'button-name', enabled: false }] }
  expect(await rulesOf({ config })).not.toContain('button-name')
  const options = { rules: { 'button-name': { enabled: false } } }
  expect(await rulesOf({ options })).not.toContain('button-name')
  expect(await rulesOf({ context: { exclude: ['.old'] } })).not.toContain('button-name')
  expect(await rulesOf({ context: '.old' })).toContain('button-name')
  expect(await rulesOf({ test: 'off' })).toContain('button-name')
})
