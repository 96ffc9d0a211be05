import { afterEach, describe, expect, it } from 'vitest'
import { manifest } from '../../test/manifest.ts'
import { configureTesting } from '../session.ts'
import { describeVariants } from '../vitest.ts'
import { variantCells } from './describe-variants.ts'

afterEach(() => configureTesting({ manifest: undefined }))

const ran: string[] = []
describe('with variants that are named', () => {
  describeVariants({ 'checkout-cta': ['control', 'urgent'] }, ({ title, variants }) => {
    it('runs the block for each', () => {
      ran.push(title)
      expect(title).toBe(`checkout-cta is ${variants['checkout-cta']}`)
    })
  })
  it('leaves none out', () => {
    expect(ran).toEqual(['checkout-cta is control', 'checkout-cta is urgent'])
  })
})

it('takes the variants of a flag from the manifest, and combines those of several', () => {
  configureTesting({ manifest })
  expect(variantCells('checkout-cta').map(({ variants }) => variants)).toEqual([
    { 'checkout-cta': 'control' },
    { 'checkout-cta': 'urgent' },
  ])
  expect(variantCells(['checkout-cta', 'new-checkout']).map(({ title }) => title)).toEqual([
    'checkout-cta is control, new-checkout is on',
    'checkout-cta is control, new-checkout is off',
    'checkout-cta is urgent, new-checkout is on',
    'checkout-cta is urgent, new-checkout is off',
  ])
})

it('says what to do where nobody knows the variants, or they do not exist', () => {
  expect(() => variantCells('checkout-cta')).toThrow(
    `Name them: describeVariants({ 'checkout-cta': ['on', 'off'] }, …)`,
  )
  expect(() => variantCells([])).toThrow('no flag')
  configureTesting({ manifest })
  expect(() => variantCells('checkout')).toThrow('There is no flag "checkout"')
  expect(() => variantCells({ 'new-checkout': ['maybe'] })).toThrow('has no variant "maybe"')
})
