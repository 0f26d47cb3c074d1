"""What the steps work on, and how they look at it."""

from azure.core.exceptions import HttpResponseError
from azure.mgmt.recoveryservicesbackup.activestamp import models as active

from clients import SUBSCRIPTION, Clients, advance

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
