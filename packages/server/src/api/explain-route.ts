import {
  compile,
  existsForClients,
  type CompiledRuleset,
  type EvaluationContext,
} from '@sluice/core'
import { re2Engine } from '@sluice/core/regex'
import { z } from 'zod'
import type { RouteDefinition } from '../http/route-definition.ts'
import type { Router } from '../http/router.ts'
import type { LiveEnvironment } from '../live/live-environments.ts'
import { answer } from './answer.ts'
import type { ApiDeps } from './api-deps.ts'
import { explainAnswerSchema } from './explain-answer.ts'
import { principalOf, readableEnvironment } from './live-environment.ts'
import { manifestOf } from './manifest-of.ts'
import { rulesetAt } from './ruleset-at.ts'

/** Where values are explained; pages of allowed origins may ask. */
export const EXPLAIN_PATH = '/v1/explain'

const LAST_MOMENT_MS = 8.64e15

const route = {
  method: 'post',
  path: EXPLAIN_PATH,
  permission: 'rules:read',
  scope: 'credential',
  tag: 'Explain',
  summary: 'Explain why a value is what it is',
  description:
    'Evaluates one flag, or all, for a context and shows every step: each rule passed, failed, unknown or skipped, the attribute values seen, the bucket against its range. For any time and any earlier version.',
  query: z.strictObject({}),
  body: {
    schema: z
      .strictObject({
        environment: z
          .string()
          .optional()
          .describe('For tokens; a server key explains its own environment.'),
        flag: z.string().max(128).optional().describe('All flags without it.'),
        context: z
          .record(z.string(), z.unknown())
          .describe('The evaluation context: `targetingKey` and any attributes.'),
        at: z
          .union(
            [z.int().min(-LAST_MOMENT_MS).max(LAST_MOMENT_MS), z.iso.datetime({ offset: true })],
            'Give epoch milliseconds, or ISO 8601 with a zone such as 2026-01-31T12:00:00Z.',
          )
          .optional()
          .describe(
            'The time to evaluate for: epoch milliseconds or ISO 8601 with a zone; now without it.',
          ),
        version: z
          .int()
          .min(0)
          .optional()
          .describe('The ruleset version; the current one without it.'),
        manifest: z
          .boolean()
          .optional()
          .describe('Whether to tell names, variants, owners and descriptions of flags as well.'),
      })
      .meta({ id: 'ExplainRequest' }),
  },
  answers: {
    200: { description: 'The trace of every flag asked for.', schema: explainAnswerSchema },
    404: { description: 'There is no such environment or version.' },
  },
} satisfies RouteDefinition

/** Registers the explanation of evaluations. */
export function registerExplainRoute(router: Router, deps: ApiDeps): void {
  router.route(route, async ({ principal, body }) => {
    const environment = readableEnvironment(deps.store, principalOf(principal), body.environment)
    const compiled = await compiledAt(deps, environment, body.version)
    const at = body.at === undefined ? deps.now() : new Date(body.at).getTime()
    const keys = body.flag === undefined ? compiled.keys : [body.flag]
    const context: EvaluationContext = body.context
    return answer({
      version: compiled.version,
      explanations: keys.map((key) => ({
        ...compiled.explain(key, context, at),
        forClients: existsForClients(compiled, key),
      })),
      ...(body.manifest === true && {
        manifest: manifestOf(await rulesetAt(deps.store, environment, compiled.version)),
      }),
    })
  })
}

async function compiledAt(
  { store }: ApiDeps,
  environment: LiveEnvironment,
  version: number | undefined,
): Promise<CompiledRuleset> {
  const { compiled } = environment
  if (version === undefined || version === compiled.version) return compiled
  return compile(await rulesetAt(store, environment, version), { regex: re2Engine })
}
