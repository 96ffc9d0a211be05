// Runs in plain Node against the packed packages: what a server-rendered page would do.
import assert from 'node:assert/strict'
import { createSluiceClient } from '@sluice/client'
import { compile, SluiceError, toOfrep } from '@sluice/core'
import { re2Engine } from '@sluice/core/regex'
import { parseRuleset } from '@sluice/core/schema'
import { createSluiceNode } from '@sluice/node'
import { diskSnapshot } from '@sluice/node/disk'
import { SluiceProvider, useGate } from '@sluice/react'
import { SluiceRoot } from '@sluice/react/root'
import { evaluateFlags, SluiceBootstrap } from '@sluice/react/server'
import { createElement } from 'react'
import { renderToString } from 'react-dom/server'

const document = {
  schemaVersion: 1,
  attributes: { email: { type: 'string' } },
  flags: {
    'new-checkout': {
      kind: 'release',
      rules: [
        {
          id: 'staff',
          when: { attribute: 'email', op: 'matches', values: ['@example[.]com$'] },
          serve: { variant: 'on' },
        },
      ],
    },
  },
}
const { ruleset } = parseRuleset(document)
const context = { targetingKey: 'ann', email: 'ann@example.com' }
const evaluation = compile(ruleset, { regex: re2Engine }).evaluate('new-checkout', context, 0)
assert.equal(evaluation.value, true)

const client = createSluiceClient({
  url: 'http://127.0.0.1:9',
  clientKey: 'sluice_client_packed',
  context,
  cache: 'memory',
  stream: false,
  bootstrap: { flags: [toOfrep(evaluation)] },
  fetch: () => Promise.reject(new Error('This page makes no request.')),
})

function Checkout() {
  return useGate('new-checkout') ? 'the new checkout' : 'the old checkout'
}
const page = createElement(SluiceProvider, { client }, createElement(Checkout))
assert.equal(renderToString(page), 'the new checkout')
// Made by the part that is loaded later, and of the one class all the same.
const { error } = await client.ready()
assert.ok(error instanceof SluiceError)
assert.equal(error.code, 'NETWORK_FAILED')
client.close()

// The same flags, from a service that publishes its ruleset.
const sluice = createSluiceNode({
  url: 'http://127.0.0.1:9',
  serverKey: 'sluice_server_packed',
  stream: false,
  snapshot: diskSnapshot('./sluice.snapshot'),
  fetch: () =>
    Promise.resolve(
      Response.json({ ...ruleset, version: 3 }, { headers: { 'Sluice-Epoch': 'e' } }),
    ),
})
assert.equal((await sluice.ready()).state, 'ready')
const flags = evaluateFlags(sluice, context)
assert.equal(flags.gate('new-checkout'), true)
const { bootstrap } = flags
const service = { url: 'http://127.0.0.1:9', clientKey: 'sluice_client_packed' }
const root = createElement(SluiceRoot, { ...service, bootstrap }, createElement(Checkout))
// While developing, its values stand after it, for the report of what hydrates otherwise.
assert.match(
  renderToString(root),
  /^the new checkout(<script id="sluice-bootstrap"[^<]*<\/script>)?$/,
)
assert.match(renderToString(createElement(SluiceBootstrap, { flags })), /"version":3,"epoch":"e"/)
sluice.close()
