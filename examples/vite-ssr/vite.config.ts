import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

export default defineConfig(({ isSsrBuild }) => ({
  plugins: [react()],
  build: {
    manifest: !isSsrBuild,
    rolldownOptions: {
      input: isSsrBuild
        ? {
            'entry-server': 'src/entry-server.tsx',
            'static-server': 'src/static/static-server.tsx',
          }
        : { index: 'index.html', static: 'static.html' },
    },
  },
}))
