import { OFREPProvider } from '@openfeature/ofrep-provider'
import { ErrorCode, OpenFeature, type Client } from '@openfeature/server-sdk'
import { expect, it, onTestFinished } from 'vitest'
import { startTestService, type TestService } from '../service/test-service.ts'

const SEED = {
  environment: 'development',
  document: {
    schemaVersion: 1,
    attributes: { country: { type: 'string' } },
    flags: {
      'new-checkout': {
        serverOnly: true,
        rules: [
          {
            id: 'us',
            when: { attribute: 'country', op: 'in', values: ['US'] },
            serve: { variant: 'on' },
          },
        ],
      },
      cta: {
        type: 'string',
        variants: { plain: 'Buy now' },
        defaultVariant: 'plain',
        rules: [{ id: 'all', serve: { split: [{ variant: 'plain', weightBps: 10_000 }] } }],
      },
      theme: { type: 'object', variants: { dark: { ink: '#fff' } }, defaultVariant: 'dark' },
      size: { type: 'number', variants: { few: 10 }, defaultVariant: 'few' },
    },
  },
}

async function connect(
  key: string,
  headersOf: (service: TestService) => Promise<[string, string][]> = async () => [],
): Promise<Client> {
  const service = await startTestService({ seed: SEED })
  const provider = new OFREPProvider({
    baseUrl: service.url,
    headers: [['Authorization', `Bearer ${key}`], ...(await headersOf(service))],
  })
  await OpenFeature.setProviderAndWait(provider)
  onTestFinished(() => OpenFeature.clearProviders())
  return OpenFeature.getClient()
}

it('reads each flag for the context of the call', async () => {
  const client = await connect('sluice_server_demo')
  const read = (country: string) =>
    client.getBooleanDetails('new-checkout', false, { targetingKey: 'ann', country })
  expect(await read('US')).toMatchObject({
    value: true,
    variant: 'on',
    reason: 'TARGETING_MATCH',
    flagMetadata: { ruleId: 'us' },
  })
  expect(await read('CA')).toMatchObject({ value: false, reason: 'DEFAULT' })
  expect(await client.getStringValue('cta', '', { targetingKey: 'ann' })).toBe('Buy now')
  expect(await client.getNumberValue('size', 0)).toBe(10)
  expect(await client.getObjectValue('theme', {})).toEqual({ ink: '#fff' })
})

it('serves the default with a code for what cannot be evaluated', async () => {
  const client = await connect('sluice_server_demo')
  expect(await client.getBooleanDetails('missing', true)).toMatchObject({
    value: true,
    errorCode: ErrorCode.FLAG_NOT_FOUND,
  })
  expect(await client.getStringDetails('cta', 'x')).toMatchObject({
    value: 'x',
    errorCode: ErrorCode.TARGETING_KEY_MISSING,
  })
  expect(await client.getBooleanDetails('cta', true, { targetingKey: 'ann' })).toMatchObject({
    value: true,
    errorCode: ErrorCode.TYPE_MISMATCH,
  })
})

it('does not find server-only flags with a client key', async () => {
  const client = await connect('sluice_client_demo')
  expect(await client.getBooleanDetails('new-checkout', true)).toMatchObject({
    value: true,
    errorCode: ErrorCode.FLAG_NOT_FOUND,
  })
})

it('serves the default when the key is not valid', async () => {
  const client = await connect('sluice_server_other')
  expect(await client.getStringDetails('cta', 'x')).toMatchObject({ value: 'x', reason: 'ERROR' })
})

it('shows what a grant forces, when the client passes it on', async () => {
  const client = await connect('sluice_server_demo', async ({ admin }) => {
    const order = { environment: 'development', overrides: { 'new-checkout': 'on' } }
    const { token } = (await (await admin('POST', '/v1/grants', order)).json()) as {
      token: string
    }
    return [['Sluice-Grant', token]]
  })
  expect(await client.getBooleanDetails('new-checkout', false)).toMatchObject({
    value: true,
    variant: 'on',
    reason: 'STATIC',
    flagMetadata: { override: true },
  })
})
