// Takes the pictures of the README: node --conditions=@sluice/source apps/console/e2e/pictures.ts
import { mkdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { isTaken, LOOKS } from './support/looks.ts'
import { openStage, signIn } from './support/stage.ts'

const folder = fileURLToPath(new URL('../../../docs/console/', import.meta.url))
const PAGES = {
  flags: '/environments/development/flags',
  flag: '/environments/development/flags/hero-layout',
  experiments: '/environments/development/experiments',
  results: '/environments/development/experiments/opening-picture',
  audit: '/environments/development/audit',
}

await mkdir(folder, { recursive: true })
await using stage = await openStage()
for (const { name, ...look } of LOOKS) {
  await using visit = await stage.visit('/', look)
  await signIn(visit.page)
  for (const [page, path] of Object.entries(PAGES)) {
    if (!isTaken(page, name)) continue
    await visit.page.goto(`${stage.service.url}${path}`)
    await visit.page.locator('main:not(:has(.waiting)) h1').waitFor()
    await visit.page.waitForLoadState('networkidle')
    await visit.page.screenshot({
      path: `${folder}${page}-${name}.png`,
      fullPage: page === 'results' || page === 'flag',
    })
  }
  if (visit.errors.length > 0) throw new Error(visit.errors.join('\n'))
}
