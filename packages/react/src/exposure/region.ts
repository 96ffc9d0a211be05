import type { EvaluationDetails } from '@sluice/core'
import {
  cloneElement,
  createElement,
  Fragment,
  isValidElement,
  version,
  type ReactNode,
  type Ref,
} from 'react'
import type { FlagReader, ShownRegion } from '../read-flag.ts'
import { noteExposure, type ExposureNote } from './notes.ts'
import { commit, hide } from './show.ts'
import { watchRegion, type Region, type RegionPlace } from './visibility.ts'

/** Where React puts what one place draws. */
export interface RegionRef extends RegionPlace, ShownRegion {
  current: Region | null
  /** Called when it may be another one. */
  changed: (() => void) | undefined
  readonly attach: (region: Region | null) => void
  /** Whether it is known to draw nothing but text, which has no element to be observed. */
  isText: boolean
  /** Calls back when it was seen; see `watchRegion`. What has no region loads nothing of that. */
  readonly watch: (seen: () => () => void, untold: (note: ExposureNote) => () => void) => () => void
  /** What `attach` was joined with, and what came of it. */
  joined?: readonly [Ref<unknown>, JoinedRef]
}

/** A ref that may give how to clean up, as those of React 19 do. */
type JoinedRef = (drawn: Region | null) => (() => void) | undefined

const [major = 0, minor = 0] = version.split('.').map(Number)

/** From 19 on a ref may give how to clean up, for each element that it was attached to. */
export const HAS_CLEAN_UPS: boolean = major >= 19

/** From 19.3 on React tells where a fragment is. */
export const HAS_FRAGMENT_REFS: boolean = major > 19 || (major === 19 && minor >= 3)

/** Counts at once what nobody can tell of when it is seen, and notes why; gives how to tell that it has left. */
export function untold(
  reader: FlagReader,
  onScreen: EvaluationDetails,
  note: ExposureNote,
): () => void {
  noteExposure(reader.client.store, reader.key, note)
  const place: FlagReader = Object.assign({}, reader, { leave: undefined, onScreen })
  commit(place)
  return () => hide(place)
}

/** Makes a place for what is drawn. */
export function createRegionRef(): RegionRef {
  const region: RegionRef = {
    current: null,
    changed: undefined,
    isText: false,
    show: (reader, details) =>
      region.watch(
        () => reader.client.expose(details, 'visible'),
        (note) => untold(reader, details, note),
      ),
    watch: (seen, untold) => watchRegion(region, seen, untold),
    attach(drawn) {
      region.current = drawn
      // A ref that is written in place leaves with each render, and comes back in the same commit.
      queueMicrotask(() => region.changed?.())
    },
  }
  return region
}

/**
 * Lets React tell what it draws for a node, without an element around it: by a
 * fragment ref where it has them, else by the ref of a child that takes one.
 *
 * @param region - `undefined` where nobody asks; a node keeps its place in the tree all the same
 */
export function drawIn(region: RegionRef | undefined, node: ReactNode): ReactNode {
  if (region) region.isText = isText(node)
  if (HAS_FRAGMENT_REFS) return createElement(Fragment, region && { ref: region.attach }, node)
  return createElement(Fragment, null, region && takesRef(node) ? withRef(region, node) : node)
}

function isText(node: ReactNode): boolean {
  return (
    typeof node === 'string' ||
    typeof node === 'number' ||
    (Array.isArray(node) && node.every(isText))
  )
}

interface RefElement {
  readonly type: unknown
  /** Of React 18; a warning in 19. */
  readonly ref?: Ref<unknown>
  readonly props: { readonly ref?: Ref<unknown> }
}

function takesRef(node: unknown): node is RefElement {
  if (!isValidElement(node)) return false
  const { type } = node as RefElement
  if (typeof type === 'string') return true
  // From 19 on a ref is a prop like others. Before, a function warns of one.
  if (major >= 19) return type !== Fragment
  return typeof type === 'object' && type !== null && 'render' in type
}

function withRef(region: RegionRef, node: RefElement): ReactNode {
  const own = major >= 19 ? node.props.ref : node.ref
  return cloneElement(node as never, { ref: own ? join(region, own) : region.attach } as object)
}

/** Gives the same function for the same ref, because React detaches one that it does not know. */
function join(region: RegionRef, own: Ref<unknown>): JoinedRef {
  if (region.joined?.[0] === own) return region.joined[1]
  const attach: JoinedRef = (drawn) => {
    region.attach(drawn)
    if (typeof own !== 'function') {
      if (own) (own as { current: unknown }).current = drawn
      return undefined
    }
    const cleanUp = own(drawn)
    if (typeof cleanUp !== 'function') return undefined
    return () => {
      region.attach(null)
      cleanUp()
    }
  }
  region.joined = [own, attach]
  return attach
}
