import { expect, it } from 'vitest'
import type { Results } from '../service/shapes/results.ts'
import { standingOf } from './status.ts'

const standing = (status: Results['status'], isEnded: boolean): string =>
  standingOf({ status, analysis: { progress: { isEnded } } } as unknown as Results).word

it('calls what runs on past its planned end to be wrapped up', () => {
  expect([standing('running', false), standing('running', true)]).toEqual(['Running', 'Wrap up'])
  expect([standing('stopped', true), standing('decided', true)]).toEqual([
    'Ready for review',
    'Concluded',
  ])
})
