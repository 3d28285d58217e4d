"""Push: telling a phone of a call while its browser sleeps, over the push service of its maker."""

from api.push.endpoint import read_phone
from api.push.keys import public_key
from api.push.phones import Phones, open_phones

__all__ = ["Phones", "open_phones", "public_key", "read_phone"]
