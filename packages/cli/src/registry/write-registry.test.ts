import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { stripTypeScriptTypes } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { parseRuleset } from '@sluice/core/schema'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { writeRegistry } from './write-registry.ts'

const root = fileURLToPath(new URL('../../../../', import.meta.url))

function registryOf(document: object): string {
  return writeRegistry(parseRuleset({ schemaVersion: 1, ...document }).ruleset)
}

const shop = {
  attributes: {
    country: { type: 'string', description: 'ISO 3166, two letters.' },
    age: { type: 'number' },
    birthday: { type: 'date' },
    plans: { type: 'list' },
    anonymousKey: { type: 'string', unit: true },
  },
  flags: {
    'new-checkout': { title: 'New checkout', description: 'One page instead of three.' },
    'checkout-cta': {
      type: 'string',
      variants: { urgent: 'Only 2 left', control: 'Buy now' },
      defaultVariant: 'control',
    },
    'page-size': { type: 'number', variants: { small: 12, large: 48 }, defaultVariant: 'small' },
    hero: {
      type: 'object',
      variants: {
        plain: { title: 'Hi', links: [{ to: '/a' }], size: 1, 'data-x': null },
        rich: { value: { title: 'Hello', links: [{ to: '/b', rel: 'x' }], size: 'big' } },
      },
      defaultVariant: 'plain',
    },
    'server-side': { serverOnly: true },
    'gone-by': { archived: true },
  },
}

describe('writeRegistry', () => {
  it('declares flags, variants, values and attributes in the order of their keys', () => {
    expect(registryOf(shop))
      .toBe(`// Written by \`sluice types\`. Run it again when the flags change; edits are lost.
import '@sluice/client'

declare module '@sluice/client' {
  interface Register {
    flags: {
      'checkout-cta': { type: string; variants: 'control' | 'urgent' }
      'hero': { type: {
        readonly 'data-x'?: null
        readonly 'links': readonly { readonly 'rel'?: string; readonly 'to': string }[]
        readonly 'size': number | string
        readonly 'title': string
      }; variants: 'plain' | 'rich' }
      /**
       * New checkout
       *
       * One page instead of three.
       */
      'new-checkout': { type: boolean; variants: 'off' | 'on' }
      'page-size': { type: number; variants: 'large' | 'small' }
    }
    context: {
      'age'?: number
      'birthday'?: string | number
      /** ISO 3166, two letters. */
      'country'?: string
      'plans'?: readonly (string | number | boolean)[]
    }
  }
}
`)
  })

  it('leaves out what a browser never gets', () => {
    expect(registryOf(shop)).not.toMatch(/server-side|gone-by/)
  })

  it('is the same for the same ruleset in another order', () => {
    const turned = Object.fromEntries(Object.entries(shop.flags).toReversed())
    expect(registryOf({ ...shop, flags: turned })).toBe(registryOf(shop))
  })

  it('is valid for a ruleset without flags', () => {
    expect(registryOf({})).toContain('flags: {}\n    context: {}')
  })

  it('cannot be left by a title, a description, a property or a value', () => {
    const hostile = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 30 }),
      fc.constantFrom(
        '*/ alert(1) /*',
        "'",
        '\\',
        '\\\\',
        "'; alert(1); '",
        '\n@deprecated',
        '`${x}`',
        '\u2028',
        '/**',
        '__proto__',
        '*',
        '/',
        '\r',
      ),
    )
    const text = fc.array(hostile, { maxLength: 3 }).map((parts) => parts.join(''))
    const name = text.filter((one) => one !== '__proto__') // which no ruleset may hold
    fc.assert(
      fc.property(
        text,
        text,
        text,
        fc.dictionary(name, fc.oneof(text, fc.array(text))),
        (title, description, note, value) => {
          const written = registryOf({
            attributes: { email: { type: 'string', description: note } },
            flags: {
              f: {
                title,
                description,
                type: 'object',
                variants: { a: { value } },
                defaultVariant: 'a',
              },
            },
          })
          const code = stripTypeScriptTypes(written).replace(/^\/\/.*$/m, '')
          expect(code.trim()).toBe("import '@sluice/client'")
          expect(written).not.toMatch(/^[ *]*@/m)
        },
      ),
      { numRuns: 300 },
    )
  })

  it('types keys, values, variants and context of the client', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'sluice-registry-'))
    const client = join(root, 'packages/client/src/index.ts')
    await writeFile(join(folder, 'sluice.d.ts'), registryOf(shop))
    await writeFile(
      join(folder, 'use.ts'),
      `import type { FlagKey, FlagValue, GateKey, SluiceContext, VariantName } from '@sluice/client'
const key: FlagKey = 'hero'
const gate: GateKey = 'new-checkout'
// @ts-expect-error -- a text is no gate
const text: GateKey = 'checkout-cta'
// @ts-expect-error -- no such flag
const none: FlagKey = 'heroo'
const cta: FlagValue<'checkout-cta'> = 'Buy now'
const variant: VariantName<'page-size'> = 'small'
// @ts-expect-error -- no such variant
const medium: VariantName<'page-size'> = 'medium'
declare const hero: FlagValue<'hero'>
const rel: string | undefined = hero.links[0]?.rel
const context: SluiceContext = { country: 'DE', age: 3, plans: ['a'], targetingKey: 'u' }
// @ts-expect-error -- an attribute of another type
const wrong: SluiceContext = { country: 3 }
export { key, gate, text, none, cta, variant, medium, rel, context, wrong }
`,
    )
    const compilerOptions = {
      strict: true,
      noEmit: true,
      noUncheckedIndexedAccess: true,
      module: 'ESNext',
      moduleResolution: 'bundler',
      target: 'ES2023',
      lib: ['ES2024', 'DOM', 'DOM.Iterable'],
      types: [],
      skipLibCheck: true,
      allowImportingTsExtensions: true,
      customConditions: ['@sluice/source'],
      paths: { '@sluice/client': [client] },
    }
    await writeFile(
      join(folder, 'tsconfig.json'),
      JSON.stringify({ compilerOptions, include: ['*.ts'] }),
    )
    const compiler = join(root, 'node_modules/.bin/tsc')
    const faults = await promisify(execFile)(compiler, ['-p', folder]).then(
      () => '',
      (error: { stdout: string }) => error.stdout,
    )
    await rm(folder, { recursive: true })
    // The client's own sources are checked where they live.
    expect(faults.split('\n').filter((line) => /^(use|sluice)/.test(line))).toEqual([])
  })
})
