// What a page reads flags with before anything else is there. An entry of its own, because a
// bundler splits between files: what only syncing needs of core would come with the first load.
export { toDetails } from './details.ts'
export { parseFlag } from './wire/parse-flag.ts'
