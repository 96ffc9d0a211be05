// Takes the pictures of a rollout: node --conditions=@sluice/source apps/console/e2e/rollout-pictures.ts
import { mkdir } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { createCrowd } from '../../../packages/cli/src/drill/crowd.ts'
import { isTaken, LOOKS } from './support/looks.ts'
import { QUICK_PLAN } from './support/rollout-plan.ts'
import { openStage, signIn } from './support/stage.ts'

const folder = fileURLToPath(new URL('../../../docs/console/', import.meta.url))
const API = '/v1/environments/development/rollouts'
await mkdir(folder, { recursive: true })
await using stage = await openStage()
const crowd = createCrowd({
  url: new URL(stage.service.url),
  key: 'sluice_client_demo',
  flag: 'recommendations',
  unit: 'anonymousKey',
  fetch,
  now: Date.now,
  random: Math.random,
})
const made = await stage.admin('POST', '/v1/tokens', { name: 'The potter', role: 'releaser' })
const { secret } = (await made.json()) as { secret: string }
await crowd.come(150, () => 0.01)
const drafted = await fetch(`${stage.service.url}${API}`, {
  method: 'POST',
  headers: { Authorization: `Bearer ${secret}`, 'Content-Type': 'application/json' },
  body: JSON.stringify({ plan: QUICK_PLAN }),
})
const { id } = (await drafted.json()) as { id: string }
const path = `/environments/development/rollouts/${id}`
await stage.admin('POST', `${API}/${id}/actions`, { action: 'start', reason: 'Ready since Monday' })

const visits = await Promise.all(
  LOOKS.map(async ({ name, ...look }) => {
    const visit = await stage.visit(path, look)
    await signIn(visit.page)
    return { name, visit }
  }),
)
const take = async (picture: string, height: number): Promise<void> => {
  for (const { name, visit } of visits) {
    if (!isTaken(picture, name)) continue
    const { width = 0, height: usual = 0 } = visit.page.viewportSize() ?? {}
    await visit.page.setViewportSize({ width, height })
    await visit.page.waitForTimeout(1_500)
    await visit.page.screenshot({ path: `${folder}${picture}-${name}.png` })
    await visit.page.setViewportSize({ width, height: usual })
  }
}

for (let second = 0; second < 25; second++) {
  await crowd.come(40, () => 0.05)
  await sleep(600)
}
await take('rollout', 1_400)
for (const { visit } of visits) {
  await visit.page.getByRole('button', { name: 'Roll back' }).click()
  await visit.page.getByRole('dialog').getByText('What changes in the flag').waitFor()
}
await take('rollout-confirm', 900)
for (const { visit } of visits) await visit.page.keyboard.press('Escape')
for (let second = 0; second < 60; second++) {
  await crowd.come(40, (variant) => (variant === 'carousel' ? 0.5 : 0.05))
  const text = await visits[0]?.visit.page.locator('#standing').textContent()
  if (text?.includes('Rolled back') === true) break
  await sleep(300)
}
for (let second = 0; second < 90; second++) {
  await crowd.come(40, () => 0.05)
  const text = await visits[0]?.visit.page.locator('.aftermath').textContent()
  if (text?.includes('It helped') === true) break
  await sleep(600)
}
await take('rolled-back', 1_500)
for (const { visit } of visits) {
  if (visit.errors.length > 0) throw new Error(visit.errors.join('\n'))
}
