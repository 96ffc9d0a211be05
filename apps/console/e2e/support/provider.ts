import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import Provider from 'oidc-provider'

/** Who has an account at the provider: by the name that they sign in with there. */
const ACCOUNTS: Readonly<Record<string, { email: string; email_verified: boolean }>> = {
  ada: { email: 'ada@shop.example', email_verified: true },
  'ada-the-second': { email: 'ada@shop.example', email_verified: true },
  eve: { email: 'eve@elsewhere.example', email_verified: true },
  mallory: { email: 'ben@shop.example', email_verified: false },
}

/** How a service is known to it. */
export const CLIENT = { clientId: 'sluice', clientSecret: 'a secret of this test alone' }

/** A provider of OpenID Connect on this machine. */
export interface TestProvider extends AsyncDisposable {
  readonly issuer: string
  /** Makes it answer, to one service and no other. */
  serve(redirectUri: string): void
}

/** Takes a port, so that its address is known before anybody is. */
export async function openProvider(): Promise<TestProvider> {
  let listener: RequestListener = (_request, response) => response.writeHead(503).end()
  const server = createServer((request, response) => listener(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    issuer,
    serve(redirectUri) {
      const provider = new Provider(issuer, {
        clients: [
          {
            client_id: CLIENT.clientId,
            client_secret: CLIENT.clientSecret,
            redirect_uris: [redirectUri],
          },
        ],
        claims: { openid: ['sub'], email: ['email', 'email_verified'] },
        cookies: { keys: ['a key of this test alone'] },
        pkce: { required: () => true },
        findAccount: (_context, id) => ({
          accountId: id,
          claims: () => ({ sub: id, ...ACCOUNTS[id] }),
        }),
      })
      const answerIt = provider.callback()
      listener = (request, response) => void answerIt(request, response)
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
