import { expect, it } from 'vitest'
import { counterpart } from './where.ts'

const pageOf = (fields: string): Document =>
  new DOMParser().parseFromString(`<form>${fields}</form>`, 'text/html')

/** Which field of another page is the one with an id, where that id is there as well, but of another name. */
function found(id: string): string | null | undefined {
  const here = pageOf(`<input id="${id}" name="street">`)
  const there = pageOf(`<input id="${id}" name="company"><input id="other" name="street">`)
  const field = here.querySelector('input')
  return field && counterpart(field, there)?.getAttribute('name')
}

it.each([
  ':r1:',
  ':R1abH2:',
  '«r1»',
  '«appr1»',
  '_r_1_',
  '_R_2aH1_',
  '_appr_1_',
  'radix-:r1:',
  '_r_1_-input',
])('passes over the id %s, which React has made', (id) => {
  expect(found(id)).toBe('street')
})

it.each(['street', 'r1', 'shop_order_line_1', 'order_r_1_x', 'a:b', 'für-dich'])(
  'goes by the id %s, which somebody wrote',
  (id) => {
    expect(found(id)).toBe('company')
  },
)
