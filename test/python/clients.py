"""Clients of the Azure SDK for Python, pointed at a served mock by the environment."""

import json
import os
import ssl
import urllib.request

from azure.identity import ClientSecretCredential
from azure.mgmt.compute import ComputeManagementClient
from azure.mgmt.recoveryservices import RecoveryServicesClient
from azure.mgmt.recoveryservicesbackup.activestamp import RecoveryServicesBackupClient
from azure.mgmt.recoveryservicesbackup.passivestamp import RecoveryServicesBackupPassiveClient
from azure.mgmt.resource import ResourceManagementClient, SubscriptionClient
from azure.mgmt.storage import StorageManagementClient

READY = json.loads(os.environ["AZBK_READY"])
BASE = READY["baseUrl"]
SUBSCRIPTION = READY["subscriptionId"]


def credential_of(identity):
    """The service principal with a role: owner, backup-reader, none ..."""
    found = next(one for one in READY["identities"] if one["identity"] == identity)
    return log_in(found["clientId"], found["clientSecret"])


def log_in(client_id, secret):
    """The tenant `adfs` keeps older login libraries from asking Microsoft's own servers about the address."""
    return ClientSecretCredential("adfs", client_id, secret, authority=BASE, retry_total=0)


class Clients:
    """One client for each management SDK, with the same identity."""

    def __init__(self, identity="owner"):
        rest = {
            "credential": credential_of(identity),
            "base_url": BASE,
            "credential_scopes": [f"{BASE}/.default"],
        }
        of_subscription = {**rest, "subscription_id": SUBSCRIPTION}
        self.subscriptions = SubscriptionClient(**rest)
        self.resources = ResourceManagementClient(**of_subscription)
        self.storage = StorageManagementClient(**of_subscription)
        self.compute = ComputeManagementClient(**of_subscription)
        self.vaults = RecoveryServicesClient(**of_subscription)
        self.backup = RecoveryServicesBackupClient(**of_subscription)
        self.passive = RecoveryServicesBackupPassiveClient(**of_subscription)


def control(method, path, body=None):
    """Asks the control API of the mock."""
    request = urllib.request.Request(
        READY["controlUrl"] + path,
        method=method,
        data=None if body is None else json.dumps(body).encode(),
        headers={"Content-Type": "application/json"},
    )
    context = ssl.create_default_context(cafile=READY["caFile"])
    with urllib.request.urlopen(request, context=context) as answer:
        return json.loads(answer.read() or "null")


def advance(hours):
    """Moves the calendar: jobs end, schedules fire, points appear."""
    control("POST", "/advance", {"ms": hours * 3_600_000})
