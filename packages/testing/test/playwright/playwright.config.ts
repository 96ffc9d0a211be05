import { defineConfig, type PlaywrightTestConfig } from '@playwright/test'
import type { SluiceFixtures } from '@sluice/testing/playwright'

const { CHROMIUM, BASE_URL, EVIDENCE } = process.env
const { executablePath, args, env } = JSON.parse(CHROMIUM ?? '{}') as {
  executablePath: string
  args: string[]
  env: Record<string, string>
}

const config: PlaywrightTestConfig<Pick<SluiceFixtures, 'sluiceOptions'>> = defineConfig({
  testMatch: '*.pw.ts',
  outputDir: `${EVIDENCE}-output`,
  reporter: 'list',
  workers: 1,
  use: {
    baseURL: BASE_URL ?? '',
    launchOptions: { executablePath, args, env },
    sluiceOptions: { manifest: '../shop/flags.yaml', evidence: EVIDENCE ?? false },
  },
})

export default config
