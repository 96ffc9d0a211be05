import { expect, it } from 'vitest'
import type { Shell } from '../shell.ts'
import { serveSettings } from './serve-settings.ts'

const read = (env: Record<string, string>) =>
  serveSettings({}, { env, cwd: '/somewhere' } as unknown as Shell)

it('takes a provider of OpenID Connect from the environment', () => {
  const openId = { issuer: 'https://login.example', clientId: 'sluice', clientSecret: 's' }
  const env = {
    SLUICE_OPENID_ISSUER: openId.issuer,
    SLUICE_OPENID_CLIENT_ID: openId.clientId,
    SLUICE_OPENID_CLIENT_SECRET: openId.clientSecret,
  }
  expect(read(env).openId).toEqual(openId)
  expect(read({ ...env, SLUICE_OPENID_NAME: 'The mill' }).openId?.name).toBe('The mill')
  expect(read({}).openId).toBeUndefined()
})

it('refuses a provider that is known by half', () => {
  expect(() => read({ SLUICE_OPENID_ISSUER: 'https://login.example' })).toThrow(
    'SLUICE_OPENID_ISSUER, SLUICE_OPENID_CLIENT_ID and SLUICE_OPENID_CLIENT_SECRET together',
  )
})
