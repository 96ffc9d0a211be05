import type { Locator, Page } from 'playwright-core'

/** How many overlays a page has. */
export const overlays = (page: Page): Promise<number> => page.locator('sluice-devtools').count()

/** The dialog that asks for a grant. */
export const dialogOf = (page: Page): Locator =>
  page.getByRole('dialog', { name: 'Look at this page with a grant' })

/** Waits until the page is as everybody has it. */
export async function isUntouched(page: Page): Promise<void> {
  await page.locator('#layout', { hasText: 'Old layout' }).waitFor()
  await page.locator('#case', { hasText: 'plain case' }).waitFor()
}
