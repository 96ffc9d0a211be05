// Runs where there is no Node: what a function at the edge would do.
import { createSluiceNode } from '@sluice/node'
import {
  bootstrapHtml,
  createAnonymousKey,
  evaluateFlags,
  readAnonymousKey,
} from '@sluice/react/server'

globalThis.answer = async (cookies) => {
  const sluice = createSluiceNode({ url: 'http://127.0.0.1:9', serverKey: 'k', stream: false })
  await sluice.ready()
  const anonymousKey = readAnonymousKey(cookies) ?? createAnonymousKey()
  const flags = evaluateFlags(sluice, { anonymousKey, email: 'ann@example.com' })
  sluice.close()
  return `${flags.gate('new-checkout')} ${bootstrapHtml(flags)}`
}
