import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { actorOf } from '../audit/actor.ts'
import type { RouteDefinition } from '../http/route-definition.ts'
import type { Router } from '../http/router.ts'
import { HttpError } from '../http/http-error.ts'
import { findArchived } from '../experiments/archive.ts'
import { unknownExperiment } from '../experiments/find-experiment.ts'
import { readAnnotations, type StoredAnnotation } from '../experiments/annotations.ts'
import { answer } from './answer.ts'
import type { ExperimentApiDeps } from './experiment-deps.ts'
import { annotationSchema } from './experiment-schemas.ts'
import { isoOf } from './experiment-answers.ts'
import { onceHeaders, reasonHeaders } from './headers.ts'
import { repeatable } from './idempotency.ts'
import { liveEnvironment, principalOf } from './live-environment.ts'
import { reasonOfHeader } from './reason.ts'

const TAG = 'Experiments'
const path = '/v1/environments/{environment}/annotations'
const MOST = 500
const day = z.iso.date()

const listRoute = {
  method: 'get',
  path,
  permission: 'events:read',
  scope: 'environment',
  tag: TAG,
  summary: 'List annotations',
  description: `What happened outside, in the order of days; at most ${MOST}.`,
  params: z.object({ environment: z.string() }),
  query: z.strictObject({
    experiment: z.string().max(128).optional().describe('Those of this one, and of everything.'),
    from: day.optional(),
    to: day.optional(),
  }),
  answers: {
    200: {
      description: 'The annotations.',
      schema: z.object({ items: z.array(annotationSchema) }).meta({ id: 'Annotations' }),
    },
  },
} satisfies RouteDefinition

const addRoute = {
  method: 'post',
  path,
  permission: 'experiments:note',
  scope: 'environment',
  tag: TAG,
  summary: 'Add an annotation',
  description:
    'Something that happened outside, such as a campaign, an outage or a holiday. It is drawn on every chart, and stands with every verdict.',
  params: z.object({ environment: z.string() }),
  query: z.strictObject({}),
  headers: onceHeaders,
  body: {
    schema: z
      .strictObject({
        day,
        title: z.string().trim().min(1).max(200),
        experiment: z
          .string()
          .max(128)
          .optional()
          .describe('The experiment that it concerns; all of the environment without it.'),
      })
      .meta({ id: 'NewAnnotation' }),
  },
  answers: {
    201: { description: 'The annotation.', schema: annotationSchema },
    404: { description: 'There is no such experiment, in the ruleset or in the archive.' },
  },
} satisfies RouteDefinition

const removeRoute = {
  method: 'delete',
  path: `${path}/{id}`,
  permission: 'experiments:note',
  scope: 'environment',
  tag: TAG,
  summary: 'Take an annotation away',
  params: z.object({ environment: z.string(), id: z.string().max(64) }),
  query: z.strictObject({}),
  headers: reasonHeaders,
  answers: {
    204: { description: 'It is gone.' },
    404: { description: 'There is no such annotation.' },
  },
} satisfies RouteDefinition

/** Registers what happened outside. */
export function registerAnnotationRoutes(router: Router, { store, once }: ExperimentApiDeps): void {
  router.route(listRoute, async ({ params: { environment }, query }) => {
    const { experiment, from = '0000-01-01', to = '9999-12-31' } = query
    const found = await store.read(async (db) =>
      readAnnotations(db, {
        environment,
        from,
        to,
        limit: MOST,
        ...(experiment !== undefined && { experiment }),
      }),
    )
    return answer({ items: found.map(annotationAnswer) })
  })

  router.route(addRoute, async ({ c, principal, params: { environment }, headers, body }) => {
    const actor = actorOf(principalOf(principal))
    const request = repeatable({ c, principal, headers, body })
    const { ruleset } = liveEnvironment(store, environment)
    return once(request, async (unit) => {
      const { experiment } = body
      if (
        experiment !== undefined &&
        !Object.hasOwn(ruleset.experiments, experiment) &&
        (await findArchived(unit.db, environment, experiment)) === undefined
      ) {
        throw unknownExperiment(ruleset, experiment)
      }
      const annotation: StoredAnnotation = {
        id: randomBytes(9).toString('base64url'),
        experiment: body.experiment ?? null,
        day: body.day,
        title: body.title,
        createdAt: unit.now,
        createdBy: actor,
      }
      const { createdAt, createdBy, ...own } = annotation
      await unit.db
        .insertInto('annotations')
        .values({
          ...own,
          environment,
          created_at: createdAt,
          created_by: JSON.stringify(createdBy),
        })
        .execute()
      await unit.audit({
        environment,
        actor,
        action: 'annotation.add',
        subject: body.experiment ?? null,
        reason: reasonOfHeader(headers['sluice-reason']),
        before: null,
        after: { ...own },
      })
      return { status: 201, body: annotationAnswer(annotation) }
    })
  })

  router.route(removeRoute, async ({ principal, params: { environment, id }, headers }) => {
    await store.write(async (unit) => {
      const row = await unit.db
        .deleteFrom('annotations')
        .where('environment', '=', environment)
        .where('id', '=', id)
        .returning(['id', 'experiment', 'day', 'title'])
        .executeTakeFirst()
      if (row === undefined) {
        throw new HttpError('ANNOTATION_NOT_FOUND', 'There is no such annotation.', { status: 404 })
      }
      await unit.audit({
        environment,
        actor: actorOf(principalOf(principal)),
        action: 'annotation.remove',
        subject: row.experiment,
        reason: reasonOfHeader(headers['sluice-reason']),
        before: { ...row },
        after: null,
      })
    })
    return new Response(null, { status: 204 })
  })
}

function annotationAnswer({ createdAt, ...annotation }: StoredAnnotation): object {
  return { ...annotation, createdAt: isoOf(createdAt) }
}
