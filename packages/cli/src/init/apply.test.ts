import { mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { testFolder } from '../testing/test-service.ts'
import { applyChanges } from './apply.ts'

async function bench() {
  const { folder, read, write } = await testFolder()
  await write('old', 'before')
  const change = (name: string, before: string | undefined, after: string) => ({
    path: join(folder, name),
    name,
    about: '',
    before,
    after,
  })
  return { folder, read, write, change }
}

it('writes all, and puts all back', async () => {
  const { folder, read, change } = await bench()
  const undo = await applyChanges([change('old', 'before', 'after'), change('new', undefined, 'x')])
  expect([await read('old'), await read('new')]).toEqual(['after', 'x'])
  await undo()
  expect([await read('old'), await readdir(folder)]).toEqual(['before', ['old']])
})

it('writes nothing when a file is no longer what it was', async () => {
  const { read, write, change, folder } = await bench()
  await write('old', 'meanwhile')
  const changes = [change('new', undefined, 'x'), change('old', 'before', 'after')]
  await expect(applyChanges(changes)).rejects.toMatchObject({ code: 'CHANGED_MEANWHILE' })
  expect([await read('old'), await readdir(folder)]).toEqual(['meanwhile', ['old']])
})

it('puts back what was written when a later file cannot be', async () => {
  const { folder, read, change } = await bench()
  await mkdir(join(folder, 'folder'))
  const changes = [change('old', 'before', 'after'), change('folder', undefined, 'x')]
  await expect(applyChanges(changes)).rejects.toMatchObject({ code: 'FILE_NOT_WRITTEN' })
  expect(await read('old')).toBe('before')
})
