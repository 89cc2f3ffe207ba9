from recovery.tenancy.models.base import TenantModel
from recovery.tenancy.models.organisation import Organisation, Service
from recovery.tenancy.models.person import Membership, User

__all__ = ["Membership", "Organisation", "Service", "TenantModel", "User"]
