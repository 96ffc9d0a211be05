// Writes the static page, once for everybody.
import { readFile, writeFile } from 'node:fs/promises'
import { app, head } from './dist/server/static-server.js'

const page = new URL('dist/client/static.html', import.meta.url)
const template = await readFile(page, 'utf8')
await writeFile(
  page,
  template.replace('<!--flags-->', () => head).replace('<!--app-->', () => app),
)
