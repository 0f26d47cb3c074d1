import type { ArmCall, ArmReply } from '../../arm-types.js'
import type { MockContext } from '../../context.js'
import { ArmError } from '../../errors.js'
import { sameName } from '../../json.js'
import { regionName } from '../../service/region-pairs.js'

/** An extension of the marketplace; the mock has one version of each. */
interface ExtensionImage {
  publisher: string
  type: string
  version: string
}

/** A sample: those that the az client puts on VMs with trusted launch. Versions not verified. */
const EXTENSIONS: readonly ExtensionImage[] = [
  { publisher: 'Microsoft.Azure.Security.LinuxAttestation', type: 'GuestAttestation', version: '1.0.28' },
  { publisher: 'Microsoft.Azure.Security.WindowsAttestation', type: 'GuestAttestation', version: '1.0.28' },
]

/** Publishers of extensions: they stand in one list with those of images. */
export const EXTENSION_PUBLISHERS: readonly string[] = EXTENSIONS.map(({ publisher }) => publisher)

/** GET of the extensions of a publisher. Like the lists of images it is a bare array. */
export function listExtensionTypes(_ctx: MockContext, call: ArmCall): ArmReply {
  return listing(call, ({ type }) => [type, `Types/${type}`])
}

/** GET of the versions of an extension. */
export function listExtensionVersions(_ctx: MockContext, call: ArmCall): ArmReply {
  return listing(call, ({ type, version }) => [version, `Types/${type}/Versions/${version}`])
}

function listing({ params }: ArmCall, describe: (image: ExtensionImage) => [name: string, path: string]): ArmReply {
  const rows = EXTENSIONS.filter(
    (image) =>
      sameName(image.publisher, params.publisher) && (params.type === undefined || sameName(image.type, params.type)),
  )
  if (rows.length === 0) throw new ArmError(404, 'NotFound', 'Artifact: VMExtension was not found.')
  const location = regionName(params.location ?? '')
  const body = rows.map((image) => {
    const [name, path] = describe(image)
    const place = `/Subscriptions/${params.sub}/Providers/Microsoft.Compute/Locations/${location}`
    return { location, name, id: `${place}/Publishers/${image.publisher}/ArtifactTypes/VMExtension/${path}` }
  })
  return { status: 200, body }
}
