import { expect, it } from 'vitest'
import { decideCommand } from './decide-command.ts'

const grey = {
  key: 'words',
  status: 'running',
  snapshot: null,
  verdict: { decision: 'ship', treatment: 'warm', rule: '', isGrey: true, grey: [] },
} as const

it('names the treatment, that health is known of, and a reason, as the command asks', () => {
  expect(decideCommand(grey)).toBe(
    'sluice experiment decide words --ship warm --acknowledge --reason "…"',
  )
})

it('is one word of the shell for each name', () => {
  const verdict = { ...grey.verdict, treatment: "it's warm" }
  expect(decideCommand({ ...grey, verdict })).toContain(String.raw`--ship 'it'\''s warm' --ack`)
})

it.each([
  ['nothing is grey', { verdict: { ...grey.verdict, isGrey: false } }],
  ['it keeps running', { verdict: { ...grey.verdict, decision: 'keep_running' } }],
  ['nobody can tell', { verdict: { ...grey.verdict, decision: 'cannot_tell' } }],
  ['it is decided', { status: 'decided' }],
  ['these are frozen', { snapshot: { id: 'a', createdAt: '2026-11-20T00:00:00.000Z' } }],
  ['these are read otherwise than planned', { differs: ['alpha 0.1 instead of 0.05'] }],
] as const)('is not told where %s', (_, change) => {
  expect(decideCommand({ ...grey, ...change })).toBeUndefined()
})
