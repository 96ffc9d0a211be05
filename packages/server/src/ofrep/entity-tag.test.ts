import { expect, it } from 'vitest'
import { entityTagOf, namesTag } from './entity-tag.ts'

const TAG = entityTagOf('{"flags":[]}')

it('makes a strong quoted tag that differs when a byte differs', () => {
  expect(TAG).toMatch(/^"[\w-]{22}"$/)
  expect(entityTagOf('{"flags":[]} ')).not.toBe(TAG)
})

it.each([
  [TAG],
  [`W/${TAG}`],
  [`w/${TAG}`],
  [` "a",${TAG} , "b"`],
  [`"a", W/${TAG}`],
  [TAG.slice(1, -1)],
])('finds the tag in %s', (header) => {
  expect(namesTag(header, TAG)).toBe(true)
})

it.each([
  [undefined],
  [null],
  [''],
  ['*'],
  ['"other"'],
  [TAG.toUpperCase()],
  [`"x${TAG.slice(1)}`],
])('does not find it in %s', (header) => {
  expect(namesTag(header, TAG)).toBe(false)
})
