import { z } from 'zod'

/** The origin of pages, in the one form in which browsers tell it. */
export const exactOrigin = z
  .string()
  .max(256)
  .refine(
    isOrigin,
    'Give an exact origin, such as https://shop.example: scheme and host, without a path and without a pattern.',
  )

function isOrigin(text: string): boolean {
  // No page has an origin with a star, though a URL may have one.
  return /^https?:\/\/[^*]+$/.test(text) && URL.canParse(text) && new URL(text).origin === text
}
