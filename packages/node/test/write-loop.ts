// Replaces a snapshot again and again until it is killed. The file is the first argument.
import { diskSnapshot } from '../src/disk.ts'

const store = diskSnapshot(process.argv[2] ?? '')
process.stdout.write('ready\n')
for (let round = 0; ; round++) {
  const letter = String.fromCharCode(97 + (round % 26))
  await store.write(letter.repeat(200_000), () => false)
}
