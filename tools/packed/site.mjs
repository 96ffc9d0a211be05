// Runs in plain Node against the packed packages: what a server-rendered page would do.
import assert from 'node:assert/strict'
import { createSluiceClient } from '@sluice/client'
import { compile, toOfrep } from '@sluice/core'
import { re2Engine } from '@sluice/core/regex'
import { parseRuleset } from '@sluice/core/schema'
import { SluiceProvider, useGate } from '@sluice/react'
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
client.close()
