from governance.models.document import Document, Download
from governance.models.flag import Acknowledgement, Escalation, Notice, RedFlag

__all__ = ["Acknowledgement", "Document", "Download", "Escalation", "Notice", "RedFlag"]
