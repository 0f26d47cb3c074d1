"""From a login to the first recovery point."""

from datetime import datetime, timedelta, timezone

from azure.core.exceptions import ClientAuthenticationError, ResourceNotFoundError
from azure.mgmt.recoveryservices import models as vault_models
from azure.mgmt.recoveryservicesbackup.activestamp import models as active
from azure.mgmt.recoveryservicesbackup.passivestamp import models as passive

from clients import BASE, READY, SUBSCRIPTION, advance, log_in
from estate import (
    FABRIC,
    GROUP,
    PAIRED,
    REGION,
    VAULT,
    VAULT_ID,
    VM,
    VMS_ONLY,
    VM_ID,
    backup,
    expect,
    headers_of,
    item,
    job_of,
    owner,
    point_path,
    points,
    policy_id,
    put_item,
    refusal,
)
from steps import step

print("Login and surroundings")


@step("a service principal sees the subscription")
def _():
    expect([row.subscription_id for row in owner.subscriptions.subscriptions.list()][:1], [SUBSCRIPTION])


@step("a wrong secret is refused by the login service")
def _():
    try:
        log_in(READY["clientId"], "wrong").get_token(f"{BASE}/.default")
    except ClientAuthenticationError as error:
        assert "AADSTS7000215" in str(error), str(error)
        return
    raise AssertionError("it was let in")


@step("a resource group is made")
def _():
    group = owner.resources.resource_groups.create_or_update(GROUP, {"location": REGION, "tags": {"made-by": "python"}})
    expect(group.properties.provisioning_state, "Succeeded")


@step("a storage account is made")
def _():
    for name, region in (("stpythonweu", REGION), ("stpythonneu", PAIRED)):
        account = owner.storage.storage_accounts.begin_create(
            GROUP, name, {"location": region, "kind": "StorageV2", "sku": {"name": "Standard_LRS"}}
        ).result()
        expect(account.provisioning_state, "Succeeded")


@step("a VM with a data disk is made")
def _():
    disk = {"createOption": "FromImage", "managedDisk": {"storageAccountType": "Premium_LRS"}}
    owner.compute.virtual_machines.begin_create_or_update(
        GROUP,
        VM,
        {
            "location": REGION,
            "properties": {
                "hardwareProfile": {"vmSize": "Standard_D2s_v3"},
                "storageProfile": {
                    "imageReference": {
                        "publisher": "Canonical",
                        "offer": "0001-com-ubuntu-server-jammy",
                        "sku": "22_04-lts-gen2",
                        "version": "latest",
                    },
                    "osDisk": {"name": f"{VM}-os", **disk},
                    "dataDisks": [{"lun": 0, "name": f"{VM}-data", "createOption": "Empty", "diskSizeGB": 64}],
                },
                "osProfile": {
                    "computerName": VM,
                    "adminUsername": "azureuser",
                    "adminPassword": "Not-A-Secret-0",
                },
                "networkProfile": {"networkInterfaces": []},
            },
        },
    ).result()
    vm = owner.compute.virtual_machines.get(GROUP, VM)
    assert vm.vm_id and vm.storage_profile.os_disk.managed_disk.id, "ids are missing"
    expect(sorted(row.name for row in owner.compute.disks.list_by_resource_group(GROUP)), [f"{VM}-data", f"{VM}-os"])


print("Vault")


@step("a vault is made, read and listed")
def _():
    made = owner.vaults.vaults.begin_create_or_update(
        GROUP,
        VAULT,
        vault_models.Vault(
            location=REGION,
            sku=vault_models.Sku(name="RS0", tier="Standard"),
            properties=vault_models.VaultProperties(public_network_access="Enabled"),
        ),
    ).result()
    expect(made.properties.provisioning_state, "Succeeded")
    expect(owner.vaults.vaults.get(GROUP, VAULT).id.lower(), VAULT_ID.lower())
    expect([row.name for row in owner.vaults.vaults.list_by_resource_group(GROUP)], [VAULT])


@step("a vault that is not there is a 404")
def _():
    try:
        owner.vaults.vaults.get(GROUP, "no-such-vault")
    except ResourceNotFoundError:
        return
    raise AssertionError("it was found")


@step("cross-region restore is switched on")
def _():
    config = passive.BackupResourceConfigResource(
        properties=passive.BackupResourceConfig(
            storage_model_type="GeoRedundant", storage_type="GeoRedundant", cross_region_restore_flag=True
        )
    )
    owner.passive.backup_resource_storage_configs.patch(VAULT, GROUP, config)
    seen = owner.passive.backup_resource_storage_configs.get(VAULT, GROUP).properties
    expect((seen.storage_type, seen.cross_region_restore_flag), ("GeoRedundant", True))


@step("the vault gets an identity and tags")
def _():
    patch = vault_models.PatchVault(
        identity=vault_models.IdentityData(type="SystemAssigned"), tags={"owner": "contoso"}
    )
    changed = owner.vaults.vaults.begin_update(GROUP, VAULT, patch).result()
    expect((changed.identity.type, changed.tags), ("SystemAssigned", {"owner": "contoso"}))
    assert changed.identity.principal_id, "no principal id"


@step("soft delete is on")
def _():
    config = backup.backup_resource_vault_configs.get(VAULT, GROUP)
    expect(config.properties.soft_delete_feature_state, "Enabled")


print("Policies")


@step("the default policy is there")
def _():
    names = [row.name for row in backup.backup_policies.list(VAULT, GROUP, filter=VMS_ONLY)]
    assert "DefaultPolicy" in names, names


@step("a policy is copied from the default one")
def _():
    policy = backup.protection_policies.get(VAULT, GROUP, "DefaultPolicy")
    policy.properties.instant_rp_retention_range_in_days = 3
    # No scheduled backup while the steps run, whatever the time of day.
    far = (datetime.now(timezone.utc) + timedelta(hours=12)).replace(minute=0, second=0, microsecond=0)
    policy.properties.schedule_policy.schedule_run_times = [far]
    policy.properties.retention_policy.daily_schedule.retention_times = [far]
    made = backup.protection_policies.create_or_update(VAULT, GROUP, "policy-python", policy)
    expect(made.properties.instant_rp_retention_range_in_days, 3)
    expect(made.properties.protected_items_count, 0)


@step("an enhanced policy is made: hourly runs, snapshots kept for 7 days")
def _():
    schedule = active.SimpleSchedulePolicyV2(
        schedule_run_frequency="Hourly",
        hourly_schedule=active.HourlySchedule(
            interval=4, schedule_window_start_time="2024-01-01T08:00:00Z", schedule_window_duration=12
        ),
    )
    retention = active.LongTermRetentionPolicy(
        daily_schedule=active.DailyRetentionSchedule(
            retention_times=["2024-01-01T08:00:00Z"],
            retention_duration=active.RetentionDuration(count=30, duration_type="Days"),
        )
    )
    policy = active.ProtectionPolicyResource(
        properties=active.AzureIaaSVMProtectionPolicy(
            policy_type="V2",
            schedule_policy=schedule,
            retention_policy=retention,
            instant_rp_retention_range_in_days=7,
            time_zone="UTC",
        )
    )
    made = backup.protection_policies.create_or_update(VAULT, GROUP, "policy-enhanced", policy).properties
    expect((made.policy_type, made.schedule_policy.hourly_schedule.interval), ("V2", 4))


@step("a policy that keeps nothing is refused")
def _():
    policy = backup.protection_policies.get(VAULT, GROUP, "DefaultPolicy")
    policy.properties.retention_policy.daily_schedule.retention_duration.count = 0
    refusal(
        lambda: backup.protection_policies.create_or_update(VAULT, GROUP, "policy-bad", policy),
        "BMSUserErrorInvalidPolicyInput",
    )


@step("an unused policy is deleted")
def _():
    policy = backup.protection_policies.get(VAULT, GROUP, "DefaultPolicy")
    backup.protection_policies.create_or_update(VAULT, GROUP, "policy-unused", policy)
    backup.protection_policies.begin_delete(VAULT, GROUP, "policy-unused").result()
    names = [row.name for row in backup.backup_policies.list(VAULT, GROUP)]
    assert "policy-unused" not in names, names


print("Protection")


@step("the VM is found as protectable")
def _():
    headers = backup.protection_containers.refresh(VAULT, GROUP, FABRIC, filter=VMS_ONLY, cls=headers_of)
    operation = headers["Location"].split("?")[0].split("/")[-1]
    backup.protection_container_refresh_operation_results.get(VAULT, GROUP, FABRIC, operation)
    found = [row.properties.friendly_name for row in backup.backup_protectable_items.list(VAULT, GROUP, filter=VMS_ONLY)]
    assert VM in found, found


@step("the VM is protected")
def _():
    headers = put_item(policy_id=policy_id("policy-python"))
    job = backup.job_details.get(VAULT, GROUP, job_of(headers)).properties
    expect((job.operation, job.status), ("ConfigureBackup", "Completed"))
    expect(item().protection_state, "IRPending")


@step("a disk is left out, and taken in again")
def _():
    extended = active.ExtendedProperties(
        disk_exclusion_properties=active.DiskExclusionProperties(disk_lun_list=[0], is_inclusion_list=False)
    )
    put_item(policy_id=policy_id("policy-python"), extended_properties=extended)
    expect(item().extended_properties.disk_exclusion_properties.disk_lun_list, [0])
    put_item(policy_id=policy_id("policy-python"), extended_properties=active.ExtendedProperties())
    expect(item().extended_properties and item().extended_properties.disk_exclusion_properties, None)


@step("its backup status names the vault")
def _():
    status = backup.backup_status.get(REGION, active.BackupStatusRequest(resource_type="VM", resource_id=VM_ID))
    expect(status.protection_status, "Protected")
    expect(status.vault_id.lower(), VAULT_ID.lower())


@step("a policy in use is not deleted")
def _():
    refusal(
        lambda: backup.protection_policies.begin_delete(VAULT, GROUP, "policy-python").result(),
        "BMSUserErrorPolicyObjectInUse",
    )


print("Backup and points")


@step("a backup makes a job that completes")
def _():
    request = active.BackupRequestResource(properties=active.IaasVMBackupRequest())
    job_id = job_of(backup.backups.trigger(*point_path, request, cls=headers_of))
    expect(backup.job_details.get(VAULT, GROUP, job_id).properties.status, "InProgress")
    advance(24)
    job = backup.job_details.get(VAULT, GROUP, job_id).properties
    expect(job.status, "Completed")
    assert job.extended_info.tasks_list, "no tasks"


@step("the item is protected and has a point")
def _():
    expect(item().protection_state, "Protected")
    first = points()[0]
    expect(first.properties.object_type, "IaasVMRecoveryPoint")
    expect(backup.recovery_points.get(*point_path, first.name).properties.virtual_machine_size, "Standard_D2s_v3")


@step("jobs are listed by a filter")
def _():
    jobs = list(backup.backup_jobs.list(VAULT, GROUP, filter="operation eq 'Backup' and status eq 'Completed'"))
    assert jobs and all(job.properties.operation == "Backup" for job in jobs), jobs


@step("an ended job cannot be cancelled")
def _():
    job = next(iter(backup.backup_jobs.list(VAULT, GROUP, filter="status eq 'Completed'")))
    refusal(lambda: backup.job_cancellations.trigger(VAULT, GROUP, job.name), "UserErrorJobNotInCancellableState")
