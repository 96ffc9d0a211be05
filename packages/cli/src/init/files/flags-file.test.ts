import { expect, it } from 'vitest'
import { parseRulesetFile } from '../../ruleset-file.ts'
import { FIRST_FLAG, writeFlagsFile } from './flags-file.ts'

const text = writeFlagsFile('schema.json', 'npm run flags', 'npx sluice types')

it('begins with a gate that is closed', async () => {
  const file = await parseRulesetFile('flags.yaml', text)
  expect(file).toMatchObject({
    valid: true,
    warnings: [],
    ruleset: { flags: { [FIRST_FLAG]: { type: 'boolean', defaultVariant: 'off', rules: [] } } },
  })
})

it('shows a rule that works as it stands', async () => {
  const rule = [...text.matchAll(/^ {2}# {3}(.*\n)/gm)].map(([, line]) => `    ${line}`).join('')
  expect(rule).toMatch(/^ {4}rules:\n {6}- id: north\n/)
  const file = await parseRulesetFile('flags.yaml', text + rule)
  expect(file).toMatchObject({
    valid: true,
    ruleset: { flags: { [FIRST_FLAG]: { rules: [{ id: 'north' }] } } },
  })
})

it('names the schema on its first line, where editors look', () => {
  expect(text.split('\n')[0]).toBe('# yaml-language-server: $schema=schema.json')
})

it('speaks of types only where something reads them', () => {
  expect(text).toContain('`npx sluice types`')
  expect(writeFlagsFile('', '', undefined)).not.toContain('types')
})
