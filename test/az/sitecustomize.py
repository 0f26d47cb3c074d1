"""Python loads this at start when this folder is on PYTHONPATH; only test runs of az put it there.

Debian's azure-cli 2.45 asks for api-versions that Debian's SDK packages lack, so that every `az vm` and `az network`
command, and `az backup protection enable-for-vm`, ends in a traceback before it sends a request. This lowers the versions
of az's "latest" profile to the newest that are installed. az's own files stay as they are.

The network package has its operations once for all versions, where az looks for them in each version's subpackage: `az
network nic show` and others end in a traceback too. They are found under both names from here on.
"""

import importlib
import importlib.abc
import importlib.machinery
import importlib.util
import pkgutil
import re
import sys

LOWERED = ("azure.mgmt.compute", "azure.mgmt.network")


def lower_versions(shared):
    latest = shared.AZURE_API_PROFILES["latest"]
    for resource_type, wanted in latest.items():
        package = getattr(resource_type, "import_prefix", None)
        if package in LOWERED:
            latest[resource_type] = lower(shared, wanted, installed_versions(package))


def lower(shared, wanted, installed):
    if isinstance(wanted, str):
        return max((version for version in installed if version <= wanted), default=wanted)
    groups = {name: lower(shared, version, installed) for name, version in wanted.profile.items()}
    return shared.SDKProfile(groups.pop(None), groups)


def installed_versions(package):
    """The SDK has a subpackage for each: `v2022_08_01`."""
    spec = importlib.util.find_spec(package)
    names = [] if spec is None else [module.name for module in pkgutil.iter_modules(spec.submodule_search_locations)]
    return [name[1:].replace("_", "-") for name in names if re.fullmatch(r"v\d{4}_\d{2}_\d{2}", name)]


class NetworkOperations(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Answers for `azure.mgmt.network.v2021_02_01.operations` with `azure.mgmt.network.operations`."""

    def find_spec(self, name, path=None, target=None):
        if re.fullmatch(r"azure\.mgmt\.network\.v\d{4}_\d{2}_\d{2}\.operations", name):
            return importlib.machinery.ModuleSpec(name, self)
        return None

    def create_module(self, spec):
        return importlib.import_module("azure.mgmt.network.operations")

    def exec_module(self, module):
        pass


# Behind all other finders: a subpackage that is there wins.
sys.meta_path.append(NetworkOperations())

try:
    from azure.cli.core.profiles import _shared
except ImportError:
    pass
else:
    lower_versions(_shared)
