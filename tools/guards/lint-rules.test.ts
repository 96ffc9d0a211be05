import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { root } from './repository-files.ts'

/** What the linter is there to catch: the rule, where, and the code that it must refuse. */
const refused: readonly (readonly [rule: string, path: string, code: string])[] = [
  // Who imports whom
  ['no-restricted-imports', 'vite-plugin/src/ours.ts', `export { Gate } from '@sluice/react'`],
  ['no-restricted-imports', 'core/src/up.ts', `export { x } from '@sluice/client'`],
  ['no-restricted-imports', 'core/src/around.ts', `export { x } from '../../server/src/x.ts'`],
  ['no-restricted-imports', 'core/src/node.ts', `export { readFileSync } from 'node:fs'`],
  ['no-restricted-imports', 'core/src/a.test.ts', `export { x } from '@sluice/server'`],
  ['no-restricted-imports', 'client/src/up.ts', `export { x } from '@sluice/react'`],
  ['no-restricted-imports', 'client/src/react.ts', `export { useState } from 'react'`],
  ['no-restricted-imports', 'react/src/aside.ts', `export { x } from '@sluice/server'`],
  ['no-restricted-imports', 'server/src/aside.ts', `export type { X } from '@sluice/client'`],
  ['no-restricted-imports', 'server/src/react.ts', `export { useState } from 'react'`],
  ['no-restricted-imports', 'testing/src/aside.ts', `export { x } from '@sluice/server'`],
  ['no-restricted-imports', 'testing/src/up.ts', `export { x } from '@sluice/react'`],
  ['no-restricted-imports', 'testing/src/msw.ts', `export { useState } from 'react'`],
  ['no-restricted-imports', 'testing/src/react/aside.ts', `export { x } from '@sluice/cli'`],
  ['no-restricted-imports', 'storybook-addon/src/aside.ts', `export { x } from '@sluice/testing'`],
  [
    'no-restricted-imports',
    'storybook-addon/src/panel/both.ts',
    `export { x } from '@sluice/core'`,
  ],
  ['no-restricted-imports', 'cli/src/aside.ts', `export { x } from '@sluice/react'`],
  ['no-restricted-imports', 'cli/src/app.ts', `export { x } from '@sluice/demo'`],
  ['import(no-cycle)', 'core/src/one.ts', `import type { B } from './two.ts'\nexport type A = B[]`],
  ['import(no-cycle)', 'core/src/two.ts', `import type { A } from './one.ts'\nexport type B = A[]`],
  ['no-default-export', 'core/src/default.ts', `export default 1`],

  // Time, chance and the platform arrive as arguments in core
  ['no-restricted-properties', 'core/src/time.ts', `export const now = () => Date.now()`],
  ['no-restricted-properties', 'core/src/chance.ts', `export const n = () => Math.random()`],
  ['no-restricted-globals', 'core/src/dom.ts', `export const title = () => document.title`],
  ['no-restricted-globals', 'core/src/env.ts', `export const env = () => process.env`],

  // Types
  ['no-explicit-any', 'server/src/any.ts', `export const x: any = 1`],
  ['ban-ts-comment', 'server/src/ignore.ts', `// @ts-ignore\nexport const x: string = 1`],
  ['no-unsafe-assignment', 'server/src/json.ts', `export const x: number = JSON.parse('1')`],
  [
    'strict-boolean-expressions',
    'server/src/zero.ts',
    `export const f = (weight?: number) => (weight ? 1 : 2)`,
  ],
  [
    'switch-exhaustiveness-check',
    'server/src/switch.ts',
    `export function f(x: 'a' | 'b') {\n  switch (x) {\n    case 'a':\n      return 1\n  }\n}`,
  ],
  [
    'no-floating-promises',
    'server/src/float.ts',
    `const work = async () => 1\nexport function f() {\n  work()\n}`,
  ],
  ['no-console', 'server/src/print.ts', `console.log('here')\nexport {}`],
  ['no-empty', 'server/src/catch.ts', `try {\n  JSON.parse('')\n} catch {}\nexport {}`],
  ['no-warning-comments', 'server/src/later.ts', `// ${'TODO'} later\nexport {}`],

  // React
  [
    'rules-of-hooks',
    'react/src/Hook.tsx',
    `import { useState } from 'react'\nexport function Hook(props: { on: boolean }) {\n  if (props.on) useState(0)\n  return null\n}`,
  ],
  [
    'exhaustive-deps',
    'react/src/Deps.tsx',
    `import { useEffect } from 'react'\nexport function Deps({ id }: { id: string }) {\n  useEffect(() => document.title.concat(id) && undefined, [])\n  return null\n}`,
  ],
  [
    'react(immutability)',
    'react/src/Mutates.tsx',
    `import { useState } from 'react'\nexport function Mutates() {\n  const [state] = useState({ a: 0 })\n  state.a = 1\n  return <b>{state.a}</b>\n}`,
  ],
  [
    'react(set-state-in-render)',
    'react/src/Sets.tsx',
    `import { useState } from 'react'\nexport function Sets() {\n  const [n, setN] = useState(0)\n  setN(n + 1)\n  return <b>{n}</b>\n}`,
  ],
  [
    'react(purity)',
    'react/src/Chance.tsx',
    `export function Chance() {\n  const n = Math.random()\n  return <b>{n}</b>\n}`,
  ],
  [
    'react(refs)',
    'react/src/Reads.tsx',
    `import { useRef } from 'react'\nexport function Reads() {\n  const ref = useRef(0)\n  return <b>{ref.current}</b>\n}`,
  ],
  ['jsx-a11y(alt-text)', 'react/src/Image.tsx', `export const Image = () => <img src="x.png" />`],

  // Tests
  [
    'expect-expect',
    'core/src/nothing.test.ts',
    `import { it } from 'vitest'\nit('shows nothing', () => {})`,
  ],
  [
    'no-focused-tests',
    'core/src/only.test.ts',
    `import { expect, it } from 'vitest'\nit.only('runs alone', () => expect(1).toBe(1))`,
  ],
]

const tsconfig = {
  compilerOptions: {
    strict: true,
    target: 'ES2023',
    lib: ['ES2024', 'DOM'],
    module: 'ESNext',
    moduleResolution: 'bundler',
    jsx: 'react-jsx',
    types: [],
    noEmit: true,
    allowImportingTsExtensions: true,
  },
  include: ['packages'],
}

const folder = mkdtempSync(join(tmpdir(), 'sluice-lint-'))
let found: readonly { code: string; filename: string }[] = []

beforeAll(() => {
  copyFileSync(join(root, '.oxlintrc.json'), join(folder, '.oxlintrc.json'))
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(tsconfig))
  for (const [, path, code] of refused) {
    const file = join(folder, 'packages', path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, `${code}\n`)
  }
  const oxlint = join(root, 'node_modules/.bin/oxlint')
  const { stdout } = spawnSync(oxlint, ['--type-aware', '--format', 'json'], {
    cwd: folder,
    encoding: 'utf8',
  })
  found = (JSON.parse(stdout) as { diagnostics: typeof found }).diagnostics
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

it.each(refused)('%s refuses packages/%s', (rule, path) => {
  const rules = found.filter(({ filename }) => filename.endsWith(path)).map(({ code }) => code)
  expect(rules).toContainEqual(expect.stringContaining(rule))
})
