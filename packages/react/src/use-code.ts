import { createElement, useState, type ReactNode } from 'react'
import {
  treatmentCode,
  type LoadTreatment,
  type TreatmentCode,
  type TreatmentName,
} from './treatment-code.ts'

/** Something to draw, or a function that loads the component that draws it. */
export type Drawable<P extends object = object> = ReactNode | LoadTreatment<P>

/** The props of what is loaded; asked for where a component needs any. */
export type LoadedProps<P extends object> = object extends P
  ? { readonly props?: P | undefined }
  : { readonly props: P }

/** Something to draw, and the code that it needs. */
export interface Part {
  readonly node: ReactNode
  readonly code?: TreatmentCode
}

/**
 * Gives what makes a part of something to draw. The code is kept while this place
 * is mounted, so that a function written in place loads once, and what an edit made
 * of it once more.
 */
export function useCode<P extends object>(
  props: P | undefined,
): (of: Drawable<P>, name: TreatmentName) => Part {
  const [codeOf] = useState(createCodes)
  return (of, name) => {
    if (typeof of !== 'function') return { node: of }
    const code = codeOf(of, name)
    return { node: createElement(code.Component, props), code }
  }
}

function createCodes(): (load: () => Promise<unknown>, name: TreatmentName) => TreatmentCode {
  const codes = new Map<string, TreatmentCode>()
  return (load, name) => {
    // Written in place it is another function with each render; what it says changes when the file
    // that says it does, or what that loads: then it names another module, or version of it.
    const id = `${name.flag} ${name.variant} ${String(load)}`
    const code = codes.get(id) ?? treatmentCode(load, name)
    codes.set(id, code)
    return code
  }
}
