import react from '@vitejs/plugin-react'
import { defaultClientConditions, defineConfig } from 'vite'
// By its path, as nothing is built here: what Vite reads its own settings with looks for built packages.
import { sluice } from '../../packages/vite-plugin/src/index.ts'
import { countedProxy } from '../../tools/start/counted-proxy.ts'

const port = Number(process.env['SLUICE_DEMO_PORT'] ?? 4601)
const serviceUrl = `http://127.0.0.1:${process.env['SLUICE_PORT'] ?? '4600'}`

export default defineConfig({
  plugins: [sluice(), react()],
  // Sluice's own packages are read from their sources, so that no build comes first.
  resolve: { conditions: ['@sluice/source', ...defaultClientConditions] },
  define: {
    __SLUICE_URL__: JSON.stringify(serviceUrl),
  },
  server: { host: '127.0.0.1', port, strictPort: true, proxy: countedProxy(serviceUrl) },
  preview: { host: '127.0.0.1', port, strictPort: true, proxy: countedProxy(serviceUrl) },
})
