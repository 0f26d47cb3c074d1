/** The types of `azbk/mock` for programs that `require` it: TypeScript lets CommonJS take no values from an ES module. */
import type * as library from './library.js' with { 'resolution-mode': 'import' }

export type * from './library.js' with { 'resolution-mode': 'import' }

export declare const createMock: typeof library.createMock
export declare const loadState: typeof library.loadState
export declare const saveState: typeof library.saveState
export declare const serveMock: typeof library.serveMock
export declare const StateFileError: typeof library.StateFileError
export type StateFileError = library.StateFileError
