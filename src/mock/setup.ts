import type { View } from '../view/style.js'
import { renderFields } from '../view/table.js'
import type { MockServeResult } from './serve.js'

/** What a served mock says when it is ready. */
export const renderMockServe: View<MockServeResult> = (result) =>
  renderFields([
    ['Address', result.baseUrl],
    ['CA file', result.caFile],
    ['Control', result.controlUrl],
  ])
