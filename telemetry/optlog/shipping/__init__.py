"""Sending what the user agreed to send. Importing this package imports no network library."""

from optlog.shipping.endpoint import check_url
from optlog.shipping.threads import in_shipper_thread

__all__ = ["check_url", "in_shipper_thread"]
