import type { ArmCall, ArmReply, Handler } from '../../arm-types.js'
import type { MockContext } from '../../context.js'
import { ArmError } from '../../errors.js'
import { type JsonObject, objectOf, sameName, textOf } from '../../json.js'
import { regionName } from '../../service/region-pairs.js'
import { EXTENSION_PUBLISHERS } from './extension-images.js'

/** An image of the marketplace; the mock has one version of each. */
interface Image {
  publisher: string
  offer: string
  sku: string
  version: string
  os: 'Linux' | 'Windows'
  generation: 'V1' | 'V2'
}

const UBUNTU = ['Canonical', 'Linux'] as const
const WINDOWS = ['MicrosoftWindowsServer', 'Windows'] as const

/** A sample: the aliases of the az client, and what is usual since. Offer, SKU and version of each publisher. */
const IMAGES: readonly Image[] = [
  ...imagesOf(UBUNTU, 'UbuntuServer', ['18.04-LTS 18.04.202401161']),
  ...imagesOf(UBUNTU, '0001-com-ubuntu-server-jammy', ['22_04-lts 22.04.202405140', '22_04-lts-gen2 22.04.202405140']),
  ...imagesOf(UBUNTU, 'ubuntu-24_04-lts', ['server 24.04.202409120', 'server-gen1 24.04.202409120']),
  ...imagesOf(['Debian', 'Linux'], 'debian-10', ['10 0.20240703.1797']),
  ...imagesOf(['Debian', 'Linux'], 'debian-12', ['12 0.20240717.1811', '12-gen2 0.20240717.1811']),
  ...imagesOf(['RedHat', 'Linux'], 'RHEL', ['7-LVM 7.9.2023032012', '9-lvm-gen2 9.4.2024081415']),
  ...imagesOf(['SUSE', 'Linux'], 'sles-15-sp3', ['gen2 2024.02.05']),
  ...imagesOf(['SUSE', 'Linux'], 'opensuse-leap-15-3', ['gen2 2023.02.17']),
  ...imagesOf(['OpenLogic', 'Linux'], 'CentOS', ['7.5 7.5.201808150']),
  ...imagesOf(['kinvolk', 'Linux'], 'flatcar-container-linux-free', ['stable 3815.2.5']),
  ...imagesOf(WINDOWS, 'WindowsServer', [
    '2008-R2-SP1 7601.24557.190804',
    '2012-Datacenter 9200.24768.240315',
    '2012-R2-Datacenter 9600.21924.240410',
    '2016-Datacenter 14393.7259.240811',
    '2019-Datacenter 17763.6189.240811',
    '2022-Datacenter 20348.2655.240810',
    '2022-datacenter-g2 20348.2655.240810',
    '2022-datacenter-azure-edition-core 20348.2655.240810',
  ]),
]

/** GET of the publishers of a region: of images and of extensions. */
export function listPublishers(_ctx: MockContext, call: ArmCall): ArmReply {
  return namesBody(call, 'Publishers', [...IMAGES.map(({ publisher }) => publisher), ...EXTENSION_PUBLISHERS])
}
/** GET of the offers of a publisher. */
export const listOffers = listing('Offers', (image) => image.offer)
/** GET of the SKUs of an offer. */
export const listImageSkus = listing('Skus', (image) => image.sku)

/** GET of the versions of a SKU; `$expand=properties` describes each. Unlike other lists it is a bare array. */
export function listVersions(_ctx: MockContext, call: ArmCall): ArmReply {
  const isExpanded = sameName(call.query.$expand, 'properties')
  const rows = imagesAt(call)
  return { status: 200, body: rows.map((image) => versionBody(call, image, isExpanded)) }
}

/** GET of one version. */
export function getVersion(_ctx: MockContext, call: ArmCall): ArmReply {
  const image = imagesAt(call).find((row) => row.version === call.params.version || call.params.version === 'latest')
  if (!image) throw artifactNotFound()
  return { status: 200, body: versionBody(call, image, true) }
}

/**
 * What a VM gets from its image reference: the operating system and the exact version. The list is a sample, so that images
 * that are not in it are taken too, by the name of the publisher. Not verified.
 */
function readImage(reference: JsonObject): { os: 'Linux' | 'Windows'; exactVersion?: string } {
  const [publisher = '', offer, sku, version = 'latest'] = ['publisher', 'offer', 'sku', 'version'].map((part) =>
    textOf(reference[part]),
  )
  const image = IMAGES.find(
    (row) => sameName(row.publisher, publisher) && sameName(row.offer, offer) && sameName(row.sku, sku),
  )
  if (image) return { os: image.os, exactVersion: sameName(version, 'latest') ? image.version : version }
  return { os: /^Microsoft(Windows|SQL|VisualStudio|Dynamics)/i.test(publisher) ? 'Windows' : 'Linux' }
}

function imagesOf([publisher, os]: readonly [string, Image['os']], offer: string, skus: readonly string[]): Image[] {
  return skus.map((row) => {
    const [sku = '', version = ''] = row.split(' ')
    return { publisher, offer, sku, version, os, generation: /g(en)?2|^server$|edition/.test(sku) ? 'V2' : 'V1' }
  })
}

function listing(kind: 'Offers' | 'Skus', nameOf: (image: Image) => string): Handler {
  return (_ctx, call) => {
    const names = imagesAt(call).map(nameOf)
    if (names.length === 0) throw artifactNotFound()
    return namesBody(call, kind, names)
  }
}

function namesBody(call: ArmCall, kind: 'Publishers' | 'Offers' | 'Skus', names: readonly string[]): ArmReply {
  const location = regionName(call.params.location ?? '')
  const rows = [...new Set(names)].map((name) => ({ location, name, id: `${idUpTo(call)}/${kind}/${name}` }))
  return { status: 200, body: rows }
}

/** Images under the publisher, the offer and the SKU that the path names. */
function imagesAt({ params }: ArmCall): Image[] {
  return IMAGES.filter(
    (image) =>
      (params.publisher === undefined || sameName(image.publisher, params.publisher)) &&
      (params.offer === undefined || sameName(image.offer, params.offer)) &&
      (params.sku === undefined || sameName(image.sku, params.sku)),
  )
}

function versionBody(call: ArmCall, image: Image, isExpanded: boolean): JsonObject {
  const location = regionName(call.params.location ?? '')
  const base = { location, name: image.version, id: `${idUpTo(call)}/Versions/${image.version}` }
  if (!isExpanded) return base
  const properties = {
    hyperVGeneration: image.generation,
    architecture: 'x64',
    disallowed: { vmDiskType: 'None' },
    automaticOSUpgradeProperties: { automaticOSUpgradeSupported: true },
    imageDeprecationStatus: { imageState: 'Active' },
    features: [{ name: 'IsAcceleratedNetworkSupported', value: 'True' }],
    osDiskImage: { operatingSystem: image.os, sizeInGb: image.os === 'Windows' ? 127 : 30 },
    dataDiskImages: [],
  }
  return { properties, ...base }
}

/** Ids of images are written in a case of their own. Source: recordings of 2022. */
function idUpTo(call: ArmCall): string {
  const { sub, location, publisher, offer, sku } = call.params
  const parts = [`/Subscriptions/${sub}/Providers/Microsoft.Compute/Locations/${regionName(location ?? '')}`]
  if (publisher) parts.push(`Publishers/${publisher}/ArtifactTypes/VMImage`)
  if (offer) parts.push(`Offers/${offer}`)
  if (sku) parts.push(`Skus/${sku}`)
  return parts.join('/')
}

function artifactNotFound(): ArmError {
  return new ArmError(404, 'NotFound', 'Artifact: VMImage was not found.')
}

/** The storage profile of a VM with what its image adds. */
export function withImage(storage: JsonObject): JsonObject {
  const reference = objectOf(storage.imageReference)
  if (textOf(reference.publisher) === undefined) return storage
  const { os, exactVersion } = readImage(reference)
  return {
    ...storage,
    imageReference: exactVersion === undefined ? reference : { ...reference, exactVersion },
    osDisk: { ...objectOf(storage.osDisk), osType: textOf(objectOf(storage.osDisk).osType) ?? os },
  }
}
