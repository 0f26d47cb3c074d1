import { describe, expect, it } from 'vitest'
import { readInventory } from '../../../src/stagger/inventory.js'
import { csvInventory as csv, mistakes, INVENTORY_SETTINGS as SETTINGS } from '../../helpers/inventory.js'
import { folderWith } from '../../helpers/temp-folder.js'

describe('an inventory in CSV', () => {
  it('reads rows with commas or semicolons, quotes, a byte-order mark and headers in any form', async () => {
    const folder = await folderWith({
      'vms.CSV':
        '\uFEFFNAME;Vault;Resource Group;Time_Zone;policy;pinned;disks;region\r\n"web;01";rsv-weu;rg-web;Europe/Berlin;standard-2230;YES;"32/20 64/10/5%@stweu01";westeurope\r\n;;;\r\nweb-02;RSV-weu;rg-web;;Standard-2230;no;;\r\n',
    })

    const { estate } = await readInventory(`${folder}/vms.CSV`, SETTINGS)

    expect(estate.vaults).toMatchObject([{ name: 'rsv-weu', region: 'westeurope', policyCount: 1 }])
    expect(estate.policies).toMatchObject([{ name: 'standard-2230', spec: { timeZone: 'W. Europe Standard Time' } }])
    expect(estate.machines).toMatchObject([
      {
        key: 'rg-web/web;01',
        isPinned: true,
        policy: 'standard-2230',
        disks: [
          { sizeGb: 32, usedGb: 20, storageAccount: null },
          { sizeGb: 64, usedGb: 10, churnPerDay: 0.05, storageAccount: 'stweu01' },
        ],
      },
      { key: 'rg-web/web-02', vault: 'rsv-weu', policy: 'standard-2230', isPinned: false },
    ])
  })

  it('says of which VMs the first backup is still to come', async () => {
    const { estate } = await csv('name,vault,policy,firstBackup', 'a,v,p-2200,yes', 'b,v,p-2200,', 'c,v,,', 'd,v,,no')

    expect(estate.machines.map(({ awaitsFirst }) => awaitsFirst)).toEqual([true, false, true, false])
    expect(await mistakes(csv('name,vault,First Backup', 'a,v,soon'))).toEqual([
      expect.stringContaining("firstBackup is 'soon'; write yes or no"),
    ])
  })

  it('is the same estate in any order of rows', async () => {
    const head = 'name,vault,tier,policy,start'
    const rows = ['a,v,dev,nightly,22:00', 'b,v,standard,nightly,22:00', 'c,v,critical,nightly,22:00']

    const [one, other] = [await csv(head, ...rows), await csv(head, ...[...rows].reverse())]

    expect(one.estate.policies).toEqual(other.estate.policies)
  })

  it('tells mistakes with the lines of their rows', async () => {
    const found = await mistakes(
      csv('name,vault,region,policy,start', 'a,v,westeurope,p,22:00', 'b,v,eastus,p,23:00', 'c,,,,'),
    )
    const cells = await mistakes(
      csv('name,vault,disks,pinned,state', 'a,v,32GB,maybe,gone', 'a,v,-4,yes,stopped', 'd,v,10/20@acc,,'),
    )

    expect(found).toEqual([
      "vms.csv:2: vault 'v' has two accounts of itself: region 'westeurope' here, 'eastus' in line 3",
      "vms.csv:2: policy 'p' has two accounts of itself: start '22:00' here, '23:00' in line 3",
      'vms.csv:4: vault is empty',
    ])
    expect(cells).toEqual([
      "vms.csv:2: state 'gone' is none of protected, stopped, suspended, deleted, broken",
      expect.stringMatching(/^vms\.csv:2: '32GB' is no disk; write size/),
      "vms.csv:2: pinned is 'maybe'; write yes or no",
      expect.stringContaining("vms.csv:3: VM 'a' is there twice"),
      'vms.csv:3: the size of a disk is -4 GB; it must be above 0',
      expect.stringContaining('vms.csv:4: 20 GB of a disk of 10 GB are used'),
    ])
  })

  it('refuses a table without its columns, or with others', async () => {
    expect(await mistakes(csv('name,vaults,name', 'a,b,c'))).toEqual([
      "vms.csv:1: unknown column 'vaults'; did you mean 'vault'?; there is no column 'vault'; there are several columns 'name'.",
    ])
    expect(await mistakes(csv('name,vault', 'a,b,c,d'))).toEqual([
      expect.stringMatching(/^vms\.csv:2: Invalid Record Length/),
    ])
    expect(await mistakes(csv(''))).toEqual([expect.stringMatching(/there is no column 'name'/)])
  })
})

it('reads 20,000 VMs in a moment', async () => {
  const rows = Array.from({ length: 20_000 }, (_, i) => `vm-${i},rsv-${i % 200},standard-2200,32/20@st${i % 999} 64`)
  const before = process.cpuUsage()

  const { estate } = await csv('name,vault,policy,disks', ...rows)

  expect(estate.machines).toHaveLength(20_000)
  expect(process.cpuUsage(before).user).toBeLessThan(5_000_000)
})
