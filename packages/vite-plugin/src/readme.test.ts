import { fileURLToPath } from 'node:url'
import { createServer } from 'vite'
import { expect, it } from 'vitest'
import { writeApp } from '../test/app.ts'

it('is set up as the README shows it', async () => {
  await using app = await writeApp()
  const configFile = fileURLToPath(new URL('../test/example/vite.config.ts', import.meta.url))
  const server = await createServer({ ...app.config([]), configFile })
  try {
    const made = await server.transformRequest('/src/Cart.tsx')
    expect(made?.code).toContain('__sluiceSource: "src/Cart.tsx:10"')
    expect(made?.code).toMatch(/at"?: ?"src\/Cart\.tsx:6"/)
  } finally {
    await server.close()
  }
}, 60_000)
