import type { FrameLocator, Locator, Page } from 'playwright-core'

/** Waits until these words are there. */
export async function expectText(
  where: FrameLocator | Locator | Page,
  words: string | RegExp,
): Promise<void> {
  await where.getByText(words).first().waitFor()
}
