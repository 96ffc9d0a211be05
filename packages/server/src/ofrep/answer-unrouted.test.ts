import { expect, it } from 'vitest'
import { HttpError } from '../http/http-error.ts'
import { answerUnrouted } from './answer-unrouted.ts'

const nothing = new HttpError('NOT_FOUND', 'There is nothing here.', { status: 404 })

it.each(['a b/ü', 'x/', '%2e%2e'])('says of the key %s that there is no such flag', async (key) => {
  const answer = answerUnrouted(`/ofrep/v1/evaluate/flags/${key}`, nothing)
  expect(answer.status).toBe(404)
  expect(await answer.json()).toMatchObject({ key, errorCode: 'FLAG_NOT_FOUND' })
})

it('says of other addresses and methods what they take, in a form that clients read', async () => {
  const elsewhere = answerUnrouted('/ofrep/v1/configuration', nothing)
  expect([elsewhere.status, await elsewhere.json()]).toMatchObject([404, { errorCode: 'GENERAL' }])
  const method = new HttpError('METHOD_NOT_ALLOWED', 'This address takes POST.', {
    status: 405,
    headers: { Allow: 'POST' },
  })
  const answer = answerUnrouted('/ofrep/v1/evaluate/flags', method)
  expect(answer.status).toBe(405)
  expect(answer.headers.get('allow')).toBe('POST')
  expect(answer.headers.get('content-type')).toBe('application/json')
})
