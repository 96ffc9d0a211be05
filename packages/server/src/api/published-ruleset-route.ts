import { EPOCH_HEADER, RULESET_VERSION_HEADER, type Ruleset } from '@sluice/core'
import { z } from 'zod'
import type { RouteDefinition } from '../http/route-definition.ts'
import type { Router } from '../http/router.ts'
import type { ApiDeps } from './api-deps.ts'
import { publishedHeaders } from './headers.ts'
import { principalOf, readableEnvironment } from './live-environment.ts'
import { namesTag } from './preconditions.ts'
import { publishedRulesetSchema } from './schemas.ts'

const route = {
  method: 'get',
  path: '/v1/ruleset',
  permission: 'rules:read',
  scope: 'credential',
  tag: 'Rulesets',
  summary: 'Read the published ruleset',
  description:
    'For server SDKs and GitOps: the ruleset with its versions and every default filled in. A server key reads its own environment; a token names one.',
  query: z.strictObject({ environment: z.string().optional().describe('For tokens.') }),
  headers: publishedHeaders,
  answers: {
    200: {
      description: 'The ruleset as it is served.',
      schema: publishedRulesetSchema,
      headers: {
        ETag: 'Epoch and version.',
        [RULESET_VERSION_HEADER]: 'The version.',
        [EPOCH_HEADER]: 'The epoch.',
      },
    },
    304: { description: 'Still the one of If-None-Match.' },
    404: { description: 'There is no environment of the name that a token gave.' },
  },
} satisfies RouteDefinition

/** Registers the published ruleset. It is answered from memory. */
export function registerPublishedRulesetRoute(router: Router, { store, onFetched }: ApiDeps): void {
  const texts = new WeakMap<Ruleset, string>()
  const textOf = (ruleset: Ruleset): string => {
    const known = texts.get(ruleset)
    if (known !== undefined) return known
    const text = JSON.stringify(ruleset)
    texts.set(ruleset, text)
    return text
  }
  router.route(route, ({ principal, query, headers }) => {
    const environment = readableEnvironment(store, principalOf(principal), query.environment)
    const { ruleset } = environment.compiled
    const receipt = headers['sluice-receipt']
    if (receipt !== undefined) onFetched?.(environment.key, receipt, ruleset.version)
    // Protecting an environment makes no version.
    const mark = ruleset.overridable === false ? '.protected' : ''
    const tag = `"${store.epoch}.${ruleset.version}${mark}"`
    const common = {
      ETag: tag,
      [RULESET_VERSION_HEADER]: String(ruleset.version),
      [EPOCH_HEADER]: store.epoch,
      'Cache-Control': 'private, no-cache',
      Vary: 'Authorization, X-API-Key',
    }
    if (namesTag(headers['if-none-match'], tag))
      return new Response(null, { status: 304, headers: common })
    return new Response(textOf(ruleset), {
      headers: { ...common, 'Content-Type': 'application/json' },
    })
  })
}
