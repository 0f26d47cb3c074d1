"""The main path of the product in the Azure SDK for Python, against a served mock with an empty world."""

from azure.core.exceptions import ClientAuthenticationError, HttpResponseError, ResourceNotFoundError
from azure.mgmt.recoveryservices import models as vault_models
from azure.mgmt.recoveryservicesbackup.activestamp import models as active
from azure.mgmt.recoveryservicesbackup.passivestamp import models as passive

from clients import BASE, READY, SUBSCRIPTION, Clients, advance, log_in
from steps import finish, step

GROUP, VAULT, VM = "rg-python", "vault-python", "vm-python"
REGION, PAIRED = "westeurope", "northeurope"
FABRIC = "Azure"
CONTAINER = f"IaasVMContainer;iaasvmcontainerv2;{GROUP};{VM}"
ITEM = f"VM;iaasvmcontainerv2;{GROUP};{VM}"
VM_ID = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/{GROUP}/providers/Microsoft.Compute/virtualMachines/{VM}"
VAULT_ID = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/{GROUP}/providers/Microsoft.RecoveryServices/vaults/{VAULT}"
STORAGE_ID = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/{GROUP}/providers/Microsoft.Storage/storageAccounts"
VMS_ONLY = "backupManagementType eq 'AzureIaasVM'"

owner = Clients()
backup = owner.backup
point_path = (VAULT, GROUP, FABRIC, CONTAINER, ITEM)


def expect(actual, wanted, what="value"):
    assert actual == wanted, f"{what}: expected {wanted!r}, got {actual!r}"
    return actual


def refusal(work, code):
    """The call must be refused with Azure's code."""
    try:
        work()
    except HttpResponseError as error:
        return expect(error.error.code if error.error else None, code, "error code")
    raise AssertionError(f"it was not refused with {code}")


def headers_of(response, _body, _headers):
    return response.http_response.headers


def operation_id(headers):
    return headers["Azure-AsyncOperation"].split("?")[0].rstrip("/").split("/")[-1]


def job_of(headers):
    """The job behind a 202, when the operation has named it."""
    status = backup.backup_operation_statuses.get(VAULT, GROUP, operation_id(headers))
    expect(status.status, "Succeeded", "operation")
    return status.properties.job_id


def put_item(**properties):
    body = active.ProtectedItemResource(
        properties=active.AzureIaaSComputeVMProtectedItem(source_resource_id=VM_ID, **properties)
    )
    headers = backup.protected_items.create_or_update(*point_path, body, cls=headers_of)
    advance(1)
    return headers


def item():
    return backup.protected_items.get(*point_path).properties


def policy_id(name):
    return f"{VAULT_ID}/backupPolicies/{name}"


def points():
    return list(backup.recovery_points.list(*point_path))


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


print("Restore")


@step("disks are restored into a group")
def _():
    owner.resources.resource_groups.create_or_update("rg-restored", {"location": REGION})
    request = active.RestoreRequestResource(
        properties=active.IaasVMRestoreRequest(
            recovery_point_id=points()[0].name,
            recovery_type="RestoreDisks",
            source_resource_id=VM_ID,
            region=REGION,
            storage_account_id=f"{STORAGE_ID}/stpythonweu",
            target_resource_group_id=f"/subscriptions/{SUBSCRIPTION}/resourceGroups/rg-restored",
            create_new_cloud_service=False,
            original_storage_account_option=False,
            encryption_details=active.EncryptionDetails(encryption_enabled=False),
        )
    )
    headers = backup.restores.begin_trigger(
        *point_path, points()[0].name, request, polling=False, cls=headers_of
    ).result()
    job_id = job_of(headers)
    advance(24)
    job = backup.job_details.get(VAULT, GROUP, job_id).properties
    expect((job.operation, job.status), ("Restore", "Completed"))
    expect(job.extended_info.property_bag["Job Type"], "Recover disks")
    expect(len(list(owner.compute.disks.list_by_resource_group("rg-restored"))), 2, "restored disks")


@step("a restore with a storage account of another region is refused")
def _():
    request = active.RestoreRequestResource(
        properties=active.IaasVMRestoreRequest(
            recovery_point_id=points()[0].name,
            recovery_type="RestoreDisks",
            source_resource_id=VM_ID,
            region=REGION,
            storage_account_id=f"{STORAGE_ID}/stpythonneu",
            create_new_cloud_service=False,
            original_storage_account_option=False,
            encryption_details=active.EncryptionDetails(encryption_enabled=False),
        )
    )
    try:
        backup.restores.begin_trigger(*point_path, points()[0].name, request, polling=False).result()
    except HttpResponseError as error:
        return expect(error.status_code, 400, "status")
    raise AssertionError("it was taken")


@step("files of a point are mounted and let go")
def _():
    request = active.ILRRequestResource(
        properties=active.IaasVMILRRegistrationRequest(
            recovery_point_id=points()[0].name, virtual_machine_id=VM_ID, renew_existing_registration=False
        )
    )
    connections = backup.item_level_recovery_connections
    headers = connections.provision(*point_path, points()[0].name, request, cls=headers_of)
    advance(0.25)
    status = backup.backup_operation_statuses.get(VAULT, GROUP, operation_id(headers))
    expect(status.status, "Succeeded")
    script = status.properties.recovery_target.client_scripts[0]
    assert script.script_content and script.script_extension, script
    connections.revoke(*point_path, points()[0].name)


print("Secondary region")


def secondary_points():
    return list(owner.passive.recovery_points_crr.list(*point_path))


@step("items and points are there after the replication")
def _():
    advance(48)
    names = [row.properties.friendly_name for row in owner.passive.backup_protected_items_crr.list(VAULT, GROUP)]
    expect(names, [VM])
    assert secondary_points(), "no points"


@step("a point is restored in the paired region")
def _():
    point = secondary_points()[-1]
    properties = owner.passive.aad_properties.get(PAIRED, filter=VMS_ONLY)
    token = owner.passive.recovery_points.get_access_token(*point_path, point.name, properties)
    owner.resources.resource_groups.create_or_update("rg-paired", {"location": PAIRED})
    request = passive.CrossRegionRestoreRequest(
        cross_region_restore_access_details=token.properties,
        restore_request=passive.IaasVMRestoreRequest(
            recovery_point_id=point.name,
            recovery_type="RestoreDisks",
            source_resource_id=VM_ID,
            region=PAIRED,
            storage_account_id=f"{STORAGE_ID}/stpythonneu",
            target_resource_group_id=f"/subscriptions/{SUBSCRIPTION}/resourceGroups/rg-paired",
            create_new_cloud_service=False,
            original_storage_account_option=False,
            encryption_details=passive.EncryptionDetails(encryption_enabled=False),
        ),
    )
    headers = owner.passive.cross_region_restore.begin_trigger(
        PAIRED, request, polling=False, cls=headers_of
    ).result()
    advance(24)
    status = owner.passive.crr_operation_status.get(PAIRED, operation_id(headers))
    expect(status.status, "Succeeded")
    job = owner.passive.backup_crr_job_details.get(
        PAIRED, passive.CrrJobRequest(resource_id=VAULT_ID, job_name=status.properties.job_id)
    ).properties
    expect((job.operation, job.status), ("CrossRegionRestore", "Completed"))
    disks = list(owner.compute.disks.list_by_resource_group("rg-paired"))
    expect({disk.location for disk in disks}, {PAIRED}, "regions of the restored disks")


@step("its job is listed in the paired region")
def _():
    jobs = list(owner.passive.backup_crr_jobs.list(PAIRED, passive.CrrJobRequest(resource_id=VAULT_ID)))
    expect([job.properties.operation for job in jobs], ["CrossRegionRestore"])


print("Stop, resume, delete, undelete")


@step("protection is stopped and its points are kept")
def _():
    put_item(protection_state="ProtectionStopped", policy_id="")
    expect(item().protection_state, "ProtectionStopped")
    assert points(), "no points"


@step("protection is resumed")
def _():
    put_item(policy_id=policy_id("policy-python"))
    expect(item().policy_name, "policy-python")


@step("deleted data is kept for a while")
def _():
    backup.protected_items.delete(*point_path)
    advance(1)
    expect(item().is_scheduled_for_deferred_delete, True)


@step("a vault with a soft-deleted item is not deleted")
def _():
    refusal(lambda: owner.vaults.vaults.delete(GROUP, VAULT), "ServiceResourceNotEmptyWithBackendMessage")


@step("deleted data is taken back")
def _():
    put_item(protection_state="ProtectionStopped", policy_id="", is_rehydrate=True)
    expect(item().protection_state, "ProtectionStopped")
    assert not item().is_scheduled_for_deferred_delete


@step("without soft delete the data and the vault go")
def _():
    config = active.BackupResourceVaultConfigResource(
        properties=active.BackupResourceVaultConfig(
            soft_delete_feature_state="Disabled", enhanced_security_state="Disabled"
        )
    )
    backup.backup_resource_vault_configs.update(VAULT, GROUP, config)
    backup.protected_items.delete(*point_path)
    advance(1)
    expect(list(backup.backup_protected_items.list(VAULT, GROUP)), [])
    owner.vaults.vaults.delete(GROUP, VAULT)
    expect(list(owner.vaults.vaults.list_by_resource_group(GROUP)), [])


print("Roles")


@step("a backup reader reads and does not write")
def _():
    reader = Clients("backup-reader")
    list(reader.vaults.vaults.list_by_subscription_id())
    refusal(
        lambda: reader.vaults.vaults.begin_create_or_update(
            GROUP, "vault-reader", vault_models.Vault(location=REGION, sku=vault_models.Sku(name="Standard"))
        ).result(),
        "AuthorizationFailed",
    )


@step("a backup operator does not make policies")
def _():
    vault = "vault-operator"
    owner.vaults.vaults.begin_create_or_update(
        GROUP, vault, vault_models.Vault(location=REGION, sku=vault_models.Sku(name="Standard"), properties={})
    ).result()
    operator = Clients("backup-operator").backup
    policy = operator.protection_policies.get(vault, GROUP, "DefaultPolicy")
    refusal(
        lambda: operator.protection_policies.create_or_update(vault, GROUP, "policy-operator", policy),
        "AuthorizationFailed",
    )


@step("an identity without a role sees no subscription")
def _():
    expect(list(Clients("none").subscriptions.subscriptions.list()), [])


finish()
