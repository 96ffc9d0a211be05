import { expect, it } from 'vitest'
import type { ExperimentSummary } from '../service/shapes/experiments.ts'
import { commandsOf, isMeant } from './commands.ts'

const experiment = (key: string, status: ExperimentSummary['status']): ExperimentSummary => ({
  key,
  status,
  title: null,
  hypothesis: '',
  owner: null,
  flag: 'cta',
  simulated: false,
  startedAt: null,
  plannedEndAt: null,
  weeks: 2,
})

const groups = commandsOf({
  environment: 'shop',
  environments: ['shop', 'test'],
  ruleset: { flags: { cta: { title: 'Order button' }, 'a/b': {} } },
  experiments: [experiment('words', 'running'), experiment('later', 'draft')],
  stars: [
    { kind: 'flag', key: 'cta' },
    { kind: 'experiment', key: 'gone' },
  ],
})

it('goes to what is starred first, then to pages, environments, flags and experiments', () => {
  expect(groups.map(({ value, items }) => [value, items.map(({ label }) => label)])).toEqual([
    ['Starred', ['Order button']],
    ['Pages', ['Flags', 'Experiments', 'Rollouts', 'Audit log']],
    ['Environments', ['test']],
    ['Flags and experiments', ['a/b', 'words']],
    ['You', ['Look like the system', 'Look light', 'Look dark', 'Sign out']],
  ])
})

it('keeps every key a part of its path', () => {
  const [, , , things] = groups
  expect(things?.items[0]?.does).toEqual({ kind: 'go', to: '/environments/shop/flags/a%2Fb' })
})

it('finds by the words of a title and of a key, in whatever order and case', () => {
  const [command] = groups[0]?.items ?? []
  if (command === undefined) throw new Error('nothing is starred')
  expect(isMeant(command, 'BUTTON order')).toBe(true)
  expect(isMeant(command, 'cta')).toBe(true)
  expect(isMeant(command, 'order cart')).toBe(false)
})

it('has themes and a way out where there is no environment', () => {
  const none = commandsOf({
    environment: undefined,
    environments: [],
    ruleset: undefined,
    experiments: [],
    stars: [],
  })
  expect(none.map(({ value }) => value)).toEqual(['You'])
})
