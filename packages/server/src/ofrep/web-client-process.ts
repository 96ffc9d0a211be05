/* The published web client in a process of its own, with an EventSource as browsers have one. */
import { OFREPWebProvider } from '@openfeature/ofrep-web-provider'
import {
  OpenFeature,
  ProviderEvents,
  type EvaluationContext,
  type JsonValue,
  type Provider,
} from '@openfeature/web-sdk'

const changes: unknown[] = []

const METHODS = {
  async start(baseUrl: string, context: EvaluationContext): Promise<string> {
    await OpenFeature.setContext(context)
    const provider = new OFREPWebProvider({
      baseUrl,
      headers: [['Authorization', 'Bearer sluice_client_demo']],
      cacheMode: 'disabled',
    })
    OpenFeature.addHandler(ProviderEvents.ConfigurationChanged, (details) => {
      changes.push(details?.flagsChanged)
    })
    // Its types were not checked with exactOptionalPropertyTypes.
    await OpenFeature.setProviderAndWait(provider as Provider)
    return OpenFeature.getClient().providerStatus
  },
  setContext: (context: EvaluationContext) => OpenFeature.setContext(context),
  read(key: string, defaultValue: JsonValue): unknown {
    const client = OpenFeature.getClient()
    if (typeof defaultValue === 'boolean') return client.getBooleanDetails(key, defaultValue)
    if (typeof defaultValue === 'string') return client.getStringDetails(key, defaultValue)
    if (typeof defaultValue === 'number') return client.getNumberDetails(key, defaultValue)
    return client.getObjectDetails(key, defaultValue)
  },
  changes: () => changes,
}

type Method = keyof typeof METHODS

process.on('message', (call: { id: number; method: Method; args: never[] }) => {
  const method: (...args: never[]) => unknown = METHODS[call.method]
  void Promise.resolve()
    .then(() => method(...call.args))
    .then(
      (value) => process.send?.({ id: call.id, value }),
      (error: unknown) => process.send?.({ id: call.id, error: String(error) }),
    )
})
