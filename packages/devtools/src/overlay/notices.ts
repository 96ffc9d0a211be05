/** Sentences about what was refused, until somebody has read them; `push` adds one. */
export type Notices = string[]
