import { z } from 'zod'

/** What people call a key or a token. */
export const credentialName = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .refine((name) => name.isWellFormed(), 'Use whole characters.')
  .describe('What people call it, such as the place where it is used.')
