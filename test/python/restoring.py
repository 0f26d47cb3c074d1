"""From a recovery point to disks, in both regions; the end of a vault; who may do what."""

from azure.core.exceptions import HttpResponseError
from azure.mgmt.recoveryservices import models as vault_models
from azure.mgmt.recoveryservicesbackup.activestamp import models as active
from azure.mgmt.recoveryservicesbackup.passivestamp import models as passive

from clients import SUBSCRIPTION, Clients, advance
from estate import (
    GROUP,
    PAIRED,
    REGION,
    STORAGE_ID,
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
    operation_id,
    owner,
    point_path,
    points,
    policy_id,
    put_item,
    refusal,
)
from steps import step


def disks_request(models, point, region, account, group=None):
    """Asks for a point as disks, staged in a storage account."""
    return models.IaasVMRestoreRequest(
        recovery_point_id=point,
        recovery_type="RestoreDisks",
        source_resource_id=VM_ID,
        region=region,
        storage_account_id=f"{STORAGE_ID}/{account}",
        target_resource_group_id=group and f"/subscriptions/{SUBSCRIPTION}/resourceGroups/{group}",
        create_new_cloud_service=False,
        original_storage_account_option=False,
        encryption_details=models.EncryptionDetails(encryption_enabled=False),
    )


print("Restore")


@step("disks are restored into a group")
def _():
    owner.resources.resource_groups.create_or_update("rg-restored", {"location": REGION})
    point = points()[0].name
    properties = disks_request(active, point, REGION, "stpythonweu", "rg-restored")
    request = active.RestoreRequestResource(properties=properties)
    headers = backup.restores.begin_trigger(*point_path, point, request, polling=False, cls=headers_of).result()
    job_id = job_of(headers)
    advance(24)
    job = backup.job_details.get(VAULT, GROUP, job_id).properties
    expect((job.operation, job.status), ("Restore", "Completed"))
    expect(job.extended_info.property_bag["Job Type"], "Recover disks")
    expect(len(list(owner.compute.disks.list_by_resource_group("rg-restored"))), 2, "restored disks")


@step("a restore with a storage account of another region is refused")
def _():
    point = points()[0].name
    request = active.RestoreRequestResource(properties=disks_request(active, point, REGION, "stpythonneu"))
    try:
        backup.restores.begin_trigger(*point_path, point, request, polling=False).result()
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
        restore_request=disks_request(passive, point.name, PAIRED, "stpythonneu", "rg-paired"),
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
