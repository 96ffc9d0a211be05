import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { firstLoadBudget } from './first-load-budget.ts'
import { precompress } from './precompress.ts'

/** What a first visit may fetch, compressed, in kilobytes. */
const FIRST_LOAD_KB = 220

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  plugins: [react(), firstLoadBudget(FIRST_LOAD_KB), precompress()],
  build: {
    // Where the service looks for it, and what is packed with it.
    outDir: fileURLToPath(new URL('../../packages/server/dist/console', import.meta.url)),
    emptyOutDir: true,
    // A data: address would be refused by the content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
})
