import { expect, it } from 'vitest'
import { EXIT } from '../exit-codes.ts'
import { testBench } from '../testing/test-service.ts'

it('prints a link that lets one person in, one time', async () => {
  const { sluice, service } = await testBench()
  const { exit, out } = await sluice(['members', 'invite', 'ada@shop.example', '--role', 'editor'])
  const [link = '', said = ''] = out.split('\n')
  expect(exit).toBe(EXIT.ok)
  expect(link.startsWith(`${service.url}/invite#`)).toBe(true)
  expect(said).toMatch(/^ada@shop\.example opens it to choose a password, one time, until \d{4}-/)
  expect((await sluice(['members', 'list'])).out).toMatch(/ada@shop\.example +editor +invited/)

  const accept = async (): Promise<number> => {
    const answer = await fetch(`${service.url}/v1/invitations/accept`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ token: link.split('#')[1], password: 'water runs downhill' }),
    })
    return answer.status
  }
  expect([await accept(), await accept()]).toEqual([200, 404])
  const list = await sluice(['members', 'list'])
  expect(list.out).toMatch(/ada@shop\.example +editor +yes/)

  const { items } = (await sluice(['members', 'list', '--json'])).json() as {
    items: { id: string }[]
  }
  const id = items[0]?.id ?? ''
  expect((await sluice(['members', 'remove', id], { answers: ['n'] })).exit).toBe(EXIT.failed)
  expect((await sluice(['members', 'remove', id, '--yes'])).exit).toBe(EXIT.ok)
  expect((await sluice(['members', 'list'])).out).toContain('There are no members.')
})

it('says what roles there are when it is given none of them', async () => {
  const { sluice } = await testBench()
  const { exit, err } = await sluice(['members', 'invite', 'ada', '--role', 'boss'])
  expect(exit).not.toBe(EXIT.ok)
  expect(err).toContain('viewer')
})
