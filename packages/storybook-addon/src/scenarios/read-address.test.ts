import { scenarioLink } from '@sluice/client/scenarios'
import { expect, it } from 'vitest'
import { readAddress } from './read-address.ts'

const story = 'https://stories.example/?path=/story/home--plain&globals=sluice:none'

it('reads what the overlay shares behind an address, and the address without it', () => {
  const scenario = { version: 1, name: 'Far away', status: 'offline' } as const
  for (const rest of [story, `${story}#top`, `${story}#/cart`, `${story}#/cart?page=2`])
    expect(readAddress(scenarioLink(scenario, rest))).toEqual({
      pasted: expect.objectContaining({
        said: '"Far away" is open, with no flag and the state offline.',
      }) as unknown,
      rest,
    })
})

it('says of what is behind it why that is refused, and finds nothing where nothing is', () => {
  const { pasted, rest } = readAddress(`${story}#sluice=%`) ?? {}
  expect(pasted).toEqual({ said: 'The scenario in the link is cut off or changed.' })
  expect(rest).toBe(story)
  expect(readAddress(`${story}&q=sluice=x`)).toBeUndefined()
})
