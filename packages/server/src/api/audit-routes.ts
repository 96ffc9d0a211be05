import { z } from 'zod'
import { canonicalJson } from '../audit/audit-entry.ts'
import { entryOf, readChain, readPage } from '../audit/read-entries.ts'
import type { RouteDefinition } from '../http/route-definition.ts'
import type { Router } from '../http/router.ts'
import { answer } from './answer.ts'
import type { ApiDeps } from './api-deps.ts'
import { pageQuery } from './paging.ts'
import { auditEntrySchema, auditReportSchema } from './schemas.ts'

const TAG = 'Audit'
/** What a page weighs at most, as far as more than one entry is concerned. */
const PAGE_BYTES = 8 * 1024 * 1024

const params = z.object({ environment: z.string() })

const listRoute = {
  method: 'get',
  path: '/v1/environments/{environment}/audit',
  permission: 'audit:read',
  scope: 'environment',
  tag: TAG,
  summary: 'Read the audit log of an environment',
  description:
    'Newest first. The chain is one for the whole service, so numbers are missing here that belong to other environments. A page ends early when its entries are large, or when it looked through many for what was asked; go on while there is a `next`. An entry that cannot be read any more is null, and found by every filter.',
  params,
  query: pageQuery.extend({
    action: z
      .string()
      .min(1)
      .max(128)
      .optional()
      .describe('All of an action, or its first word: `flag` finds `flag.change`.'),
    actor: z.string().min(1).max(100).optional().describe('Some of the name of who did it.'),
    subject: z.string().min(1).max(256).optional().describe('What it was done to, such as a flag.'),
    from: z.iso.datetime({ offset: true }).optional(),
    to: z.iso.datetime({ offset: true }).optional(),
  }),
  answers: {
    200: {
      description: 'A page of entries.',
      schema: z
        .object({ items: z.array(auditEntrySchema.nullable()), next: z.int().optional() })
        .meta({ id: 'AuditPage' }),
    },
  },
} satisfies RouteDefinition

const verifyRoute = {
  method: 'get',
  path: '/v1/environments/{environment}/audit/verify',
  permission: 'audit:read',
  scope: 'environment',
  tag: TAG,
  summary: 'Verify the audit log',
  description:
    'Verifies the whole chain of the service against its signed head, and says where it breaks and how.',
  params,
  query: z.strictObject({}),
  answers: {
    200: { description: 'The outcome, also when the chain is broken.', schema: auditReportSchema },
  },
} satisfies RouteDefinition

const verifyServiceRoute = {
  ...verifyRoute,
  path: '/v1/audit/verify',
  scope: 'service',
  summary: 'Verify the audit log of the service',
  params: z.object({}),
} satisfies RouteDefinition

const exportRoute = {
  method: 'get',
  path: '/v1/audit/export',
  permission: 'audit:read',
  scope: 'service',
  tag: TAG,
  summary: 'Export the audit log',
  description:
    'Every entry of the chain as one line of JSON, oldest first, to be verified offline with the signed head and the public key, which are kept outside the database.',
  query: z.strictObject({}),
  answers: {
    200: {
      description: 'One entry a line.',
      mediaType: 'application/x-ndjson',
      schema: z.string(),
    },
  },
} satisfies RouteDefinition

/** Registers the audit log. */
export function registerAuditRoutes(router: Router, { store }: ApiDeps): void {
  router.route(listRoute, async ({ params: { environment }, query }) => {
    const { limit, before = Number.MAX_SAFE_INTEGER, action, actor, subject, from, to } = query
    const filter = {
      action,
      actor,
      subject,
      from: isoOf(from),
      to: isoOf(to),
    }
    const page = { limit, before, maxBytes: PAGE_BYTES, filter }
    const { rows, next } = await store.read(async (db) => readPage(db, environment, page))
    return answer({
      items: rows.map((row) => entryOf(row) ?? null),
      ...(next !== undefined && { next }),
    })
  })

  const verify = async (): Promise<Response> => {
    const { headSeq, ...report } = await store.verifyAudit()
    return answer({ ...report, headSeq: headSeq ?? null })
  }
  router.route(verifyRoute, verify)
  router.route(verifyServiceRoute, verify)

  router.route(exportRoute, async () => {
    const chain = readChain(store)
    // The first batch decides between an answer and a refusal; after it the answer has begun.
    const first = await chain.next()
    return new Response(lines(first, chain), {
      headers: { 'Content-Type': 'application/x-ndjson', 'Cache-Control': 'no-store' },
    })
  })
}

/** A time as entries write it, so that it compares as a text. */
function isoOf(moment: string | undefined): string | undefined {
  return moment === undefined ? undefined : new Date(moment).toISOString()
}

type Chain = ReturnType<typeof readChain>

function lines(
  first: Awaited<ReturnType<Chain['next']>>,
  chain: Chain,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  let next = first
  return new ReadableStream({
    async pull(controller) {
      if (next.done === true) return controller.close()
      controller.enqueue(encoder.encode(`${canonicalJson(next.value ?? null)}\n`))
      next = await chain.next()
    },
    async cancel() {
      await chain.return(undefined)
    },
  })
}
