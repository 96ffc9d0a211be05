import type { Locator, Page } from 'playwright-core'

/** The parts of the panel, by the names of their tabs. */
export const TABS = [
  'Flags',
  'What if',
  'Events',
  'X-ray',
  'Compare',
  'Share',
  'Report',
  'Faults',
  'Settings',
] as const

/** Opens the panel by its keys, and waits for it. */
export async function openPanel(
  page: Page,
  tab: (typeof TABS)[number] = 'Flags',
): Promise<Locator> {
  await page.locator('sluice-devtools').waitFor({ state: 'attached' })
  await page.keyboard.press('Control+Shift+G')
  const panel = page.getByRole('region', { name: 'Sluice devtools', exact: true })
  await panel.waitFor()
  if (tab !== 'Flags') await panel.getByRole('tab', { name: tab }).click()
  return panel
}

/** Copies what is forced as a link, as somebody does who shares it. */
export async function copyLink(page: Page, panel: Locator): Promise<string> {
  await panel.getByRole('tab', { name: 'Share' }).click()
  await panel.getByRole('button', { name: 'Copy link' }).click()
  await panel.getByText('Link copied.').waitFor()
  return page.evaluate(() => navigator.clipboard.readText())
}
