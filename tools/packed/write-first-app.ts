import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { stringify } from 'yaml'
import { linkedDependencies, linkedFromWorkspace } from './consumer.ts'

const FILES: Readonly<Record<string, string>> = {
  'index.html': `<!doctype html>
<html lang="en">
  <head>
    <title>An app</title>
    <link rel="icon" href="data:," />
  </head>
  <body>
    <div id="root"></div>
    <script type="module" src="/src/main.tsx"></script>
  </body>
</html>
`,
  'vite.config.ts': `import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

export default defineConfig({ plugins: [react()] })
`,
  'src/main.tsx': `import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import App from './App.tsx'

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <App />
  </StrictMode>,
)
`,
  'src/App.tsx': `export default function App() {
  return <h1>An app</h1>
}
`,
}

const compilerOptions = {
  target: 'es2023',
  lib: ['ES2023', 'DOM'],
  module: 'esnext',
  moduleResolution: 'bundler',
  types: ['vite/client'],
  allowImportingTsExtensions: true,
  verbatimModuleSyntax: true,
  noEmit: true,
  jsx: 'react-jsx',
  strict: true,
  noUnusedLocals: true,
}

/**
 * Writes an app as the generator of Vite lays it out, with what it depends on
 * linked from this workspace: an install then asks no registry.
 */
export function writeFirstApp(folder: string): void {
  const manifest = {
    name: 'first-app',
    private: true,
    type: 'module',
    scripts: { dev: 'vite', build: 'vite build' },
    dependencies: linkedFromWorkspace(['react', 'react-dom']),
    devDependencies: linkedFromWorkspace([
      '@types/react',
      '@types/react-dom',
      '@vitejs/plugin-react',
      'vite',
    ]),
  }
  const settings = {
    packages: [],
    pmOnFail: 'ignore',
    offline: true,
    overrides: linkedDependencies(),
  }
  const files = {
    ...FILES,
    'package.json': `${JSON.stringify(manifest, undefined, 2)}\n`,
    'pnpm-workspace.yaml': stringify(settings),
    'tsconfig.json': JSON.stringify({ compilerOptions, include: ['src'] }),
  }
  mkdirSync(join(folder, 'src'))
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
}
