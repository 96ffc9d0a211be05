import type { Ruleset } from '@sluice/core'
import { z } from 'zod'
import { HttpError } from '../http/http-error.ts'
import type { Reading } from '../experiments/reading.ts'
import { declaredAttributes } from '../intake/declared-attributes.ts'
import { attributeNotStored } from './stored-attribute.ts'

const DAY_MS = 86_400_000

/** The part of a query that reads results otherwise than their plan says. */
export const readingQuery = {
  alpha: z.coerce.number().gt(0).max(0.5).optional(),
  correction: z
    .enum(['bonferroni', 'holm', 'hochberg', 'benjamini_hochberg', 'none'])
    .optional()
    .describe('Over primary metrics and treatments.'),
  covariates: z
    .literal('off')
    .optional()
    .describe('`off` leaves out what was known of units before.'),
  from: z.iso.date().optional().describe('Only who came on this day or later, in UTC.'),
  to: z.iso.date().optional().describe('Only who came on this day or earlier, in UTC.'),
  explore: z
    .string()
    .max(1_000)
    .optional()
    .describe(
      'Stored attributes, with commas between, to split the primary metrics by beside those of the plan (`ATTRIBUTE_NOT_STORED`).',
    ),
}

/** A query of results as how they are read. */
export function readingOf(
  query: z.output<z.ZodObject<typeof readingQuery>>,
  ruleset: Ruleset,
): Reading {
  const { alpha, correction, covariates, from, to } = query
  if (from !== undefined && to !== undefined && from > to) {
    throw new HttpError('INVALID_REQUEST', `\`from\` (${from}) lies after \`to\` (${to}).`, {
      status: 422,
    })
  }
  const explore = (query.explore ?? '').split(',').filter((name) => name !== '')
  const { stored } = declaredAttributes(ruleset)
  const missing = explore.find((name) => !stored.has(name))
  if (missing !== undefined) throw attributeNotStored(missing, stored)
  return {
    ...(alpha !== undefined && { alpha }),
    ...(correction !== undefined && { correction }),
    ...(covariates === 'off' && { withoutCovariates: true }),
    ...(from !== undefined && { from: Date.parse(from) }),
    ...(to !== undefined && { to: Date.parse(to) + DAY_MS }),
    ...(explore.length > 0 && { explore }),
  }
}
