import { SourceMap } from 'node:module'
import { expect, it } from 'vitest'
import { addSources } from './add-sources.ts'
import type { SourceEntry } from './sources.ts'

const FACTS = { file: 'src/Cart.tsx', path: '/app/src/Cart.tsx', registers: true, hadHooks: false }

function add(code: string, facts: Partial<typeof FACTS> = {}) {
  return addSources(code, { ...FACTS, ...facts })
}

/** The props that elements were given, by what follows the name of the element. */
function placesIn(code: string): string[] {
  return [
    ...(add(code)?.code ?? '').matchAll(/<([\w.]+)(?:<.*?>)? __sluiceSource=\{"([^"]+)"\}/g),
  ].map(([, name, place]) => `${name} ${place}`)
}

/** What a module lists when it runs. */
function listedBy(code: string, known: SourceEntry[] = [], facts = {}): SourceEntry[] {
  const { code: made = '' } = add(code, facts) ?? {}
  const block = made.slice(made.indexOf('\n;{'))
  const world: Record<symbol, unknown> = { [Symbol.for('sluice.sources')]: known }
  // oxlint-disable-next-line eslint/no-new-func, typescript/no-implied-eval -- what was generated is what is tested
  new Function('globalThis', block)(world)
  return world[Symbol.for('sluice.sources')] as SourceEntry[]
}

it('tells each element of Sluice where it stands', () => {
  const code = `import { Gate, Variant, Override } from '@sluice/react'
export function Cart() {
  return (
    <Override values={{}}>
      <Gate flag="a"><b>Gate</b></Gate>
      <Variant
        flag="b" cases={{ x: <Gate flag="c" /> }}
      />
    </Override>
  )
}
`
  expect(placesIn(code)).toEqual([
    'Override src/Cart.tsx:4',
    'Gate src/Cart.tsx:5',
    'Variant src/Cart.tsx:6',
    'Gate src/Cart.tsx:7',
  ])
})

it.each([
  ['a renamed import', `import { Gate as Door } from '@sluice/react'; <Door flag="a" />`, 'Door'],
  ['a namespace', `import * as S from '@sluice/react'; <S.Gate flag="a" />`, 'S.Gate'],
  ['type arguments', `import { Gate } from '@sluice/react'; <Gate<{ a: 1 }> flag="a" />`, 'Gate'],
  ['an import in quotes', `import { "Gate" as G } from '@sluice/react'; <G flag="a" />`, 'G'],
])('knows %s', (_, code, name) => {
  expect(placesIn(code)).toEqual([`${name} src/Cart.tsx:1`])
})

it.each([
  ['of another package', `import { Gate } from 'other'; <Gate />`],
  ['of the application', `import '@sluice/react'; const Gate = () => null; <Gate />`],
  ['that is only a type', `import type { Gate } from '@sluice/react'; <Gate />`],
  ['whose import is a type', `import { type Gate } from '@sluice/react'; <Gate />`],
  ['that is declared again', `import { Gate } from '@sluice/react'; (({ Gate }) => <Gate />)({})`],
  ['that has its place', `import { Gate } from '@sluice/react'; <Gate __sluiceSource="x" />`],
  ['that is no component', `import { SluiceProvider } from '@sluice/react'; <SluiceProvider />`],
])('leaves an element alone %s', (_, code) => {
  expect(add(code)).toBeUndefined()
})

it('writes places that no text can break out of', () => {
  const code = `import { Gate } from '@sluice/react'; <Gate flag="a" />`
  expect(add(code, { file: 'src/a"b}&amp;.tsx' })?.code).toContain(
    String.raw`__sluiceSource={"src/a\"b}&amp;.tsx:1"}`,
  )
})

it('lists the hooks with the function that calls them', () => {
  const code = `import { useGate, useVariant as pick, useVariantDetails, useSuspenseGate, useSuspenseVariant } from '@sluice/react'
import * as S from '@sluice/react'
export function Cart() {
  const open = useGate('a', false)
  return [1].map(() => pick(\`b\`, ''))
}
const Memo = memo(() => useVariantDetails('c', ''))
const useTotals = function () { return useSuspenseGate('d', false) }
export default () => useSuspenseVariant('e', '')
class Old { render() { return S.useGate('f', false) } }
useGate(computed, false); useGate(\`x\${1}\`, false); useGate()
`
  const at = (line: number) => `src/Cart.tsx:${line}`
  expect(listedBy(code)).toEqual([
    { kind: 'useGate', flag: 'a', component: 'Cart', at: at(4) },
    { kind: 'useVariant', flag: 'b', component: 'Cart', at: at(5) },
    { kind: 'useVariantDetails', flag: 'c', component: 'Memo', at: at(7) },
    { kind: 'useSuspenseGate', flag: 'd', component: 'useTotals', at: at(8) },
    { kind: 'useSuspenseVariant', flag: 'e', at: at(9) },
    { kind: 'useGate', flag: 'f', at: at(10) },
  ])
})

it('takes the place of what the module listed before, and of nothing else', () => {
  const code = (flag: string) => `import { useGate } from '@sluice/react'; useGate('${flag}')`
  const other = { kind: 'useGate', flag: 'o', at: 'src/Cart.tsx.bak:1' }
  const known = listedBy(code('a'), [other])
  const again = listedBy(code('b'), known)
  expect(again).toBe(known)
  expect(again.map(({ flag }) => flag)).toEqual(['o', 'b'])
  expect(listedBy('export {}', again, { hadHooks: true })).toEqual([other])
})

it('lists nothing where modules run for a server', () => {
  const code = `import { useGate, Gate } from '@sluice/react'; useGate('a'); <Gate flag="b" />`
  const made = add(code, { registers: false })?.code
  expect(made).toContain('__sluiceSource')
  expect(made).not.toContain('sluice.sources')
})

it.each([
  ['broken', `import { Gate } from '@sluice/react'; <Gate flag=`],
  ['of another language', `<template><Gate/></template> import { Gate } from '@sluice/react'`],
  ['with flow types', `// @flow\nimport { Gate } from '@sluice/react'; (x: any)`],
])('passes a module on that is %s', (_, code) => {
  expect(add(code)).toBeUndefined()
})

it('keeps every line and every column findable', () => {
  const code = `import { Gate } from '@sluice/react'
const a = 1; export const x = <Gate flag="a">{a + target}</Gate>
`
  const made = add(code)
  const lines = made?.code.split('\n') ?? []
  const map = new SourceMap(JSON.parse(made?.map.toString() ?? '') as never)
  const found = map.findEntry(1, lines[1]?.indexOf('target') ?? 0)
  expect(found).toMatchObject({
    originalSource: '/app/src/Cart.tsx',
    originalLine: 1,
    originalColumn: code.split('\n')[1]?.indexOf('target'),
  })
})
