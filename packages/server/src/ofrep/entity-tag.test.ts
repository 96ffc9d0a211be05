import { expect, it } from 'vitest'
import { digestOf, entityTagOf, joinDigests, namesTag } from './entity-tag.ts'

const digest = (text: string) => digestOf(Buffer.from(text))
type D = ReturnType<typeof digest>
const tagOf = (...texts: string[]) => entityTagOf(joinDigests(texts.map(digest)))
const TAG = tagOf('a', 'b', 'c')

it('makes a strong quoted tag', () => {
  expect(TAG).toMatch(/^"[\w-]{22}"$/)
  expect(tagOf('a', 'b', 'c')).toBe(TAG)
})

it.each([
  [['a', 'b', 'd']],
  [['a', 'c', 'b']],
  [['b', 'a', 'c']],
  [['a', 'b']],
  [['a', 'b', 'c', 'c']],
  [['A', 'b', 'c']],
])('makes another tag of %j', (texts) => {
  expect(tagOf(...texts)).not.toBe(TAG)
})

it('makes the same tag in whichever groups the texts are joined', () => {
  const [a, b, c, d, e] = ['a', 'b', 'c', 'd', 'e'].map(digest) as [D, D, D, D, D]
  const whole = joinDigests([a, b, c, d, e])
  expect(joinDigests([joinDigests([a, b, c]), joinDigests([d, e])])).toEqual(whole)
  expect(joinDigests([a, joinDigests([b, c, d, e])])).toEqual(whole)
  expect(joinDigests([joinDigests([a, b, d]), joinDigests([c, e])])).not.toEqual(whole)
})

it('joins more texts than a stack is deep', () => {
  const texts = Array.from({ length: 50_000 }, () => digest('a'))
  const [few, many] = [joinDigests(texts.slice(0, 10)), joinDigests(texts.slice(10))]
  expect(joinDigests([few, many])).toEqual(joinDigests(texts))
})

it('makes as many tags as there are ways to choose between two texts at sixteen places', () => {
  const pairs = Array.from({ length: 16 }, (_, place) => [
    digest(`${place} on`),
    digest(`${place} off`),
  ])
  const tags = new Set<string>()
  for (let choice = 0; choice < 2 ** 16; choice++) {
    tags.add(entityTagOf(joinDigests(pairs.map((pair, place) => pair[(choice >> place) & 1]!))))
  }
  expect(tags.size).toBe(2 ** 16)
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
