import type { Flag, Ruleset } from '@sluice/core'
import { z } from 'zod'

const text = z.string().optional()

/** What an overlay shows of flags beyond what a browser is served, as `sluice types --manifest` writes it. */
export const manifestSchema = z
  .object({
    flags: z.record(
      z.string(),
      z.object({
        kind: z.string(),
        type: z.string(),
        title: text,
        description: text,
        owner: text,
        tags: z.array(z.string()).optional(),
        designUrl: text,
        sunsetOn: text,
        variants: z.record(
          z.string(),
          z.object({ value: z.unknown(), title: text, description: text }),
        ),
      }),
    ),
    attributes: z.record(
      z.string(),
      z.object({ type: z.string(), description: text, sensitive: z.boolean().optional() }),
    ),
  })
  .meta({ id: 'Manifest' })

/** Tells names, variants with their values, owners and descriptions of the flags that a browser gets. */
export function manifestOf({ flags, attributes }: Ruleset): z.infer<typeof manifestSchema> {
  const shown = Object.entries(flags).filter(([, flag]) => !flag.archived && !flag.serverOnly)
  return {
    flags: Object.fromEntries(shown.map(([key, flag]) => [key, aboutFlag(flag)])),
    attributes: Object.fromEntries(
      Object.entries(attributes).map(([name, { type, description, sensitive }]) => [
        name,
        { type, description, ...(sensitive && { sensitive }) },
      ]),
    ),
  }
}

function aboutFlag(flag: Flag) {
  const { kind, type, title, description, owner, designUrl, sunsetOn } = flag
  const [tags, variants] = [[...flag.tags], { ...flag.variants }]
  return { kind, type, title, description, owner, tags, designUrl, sunsetOn, variants }
}
