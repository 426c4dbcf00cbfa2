"""The one door to kept files."""

from __future__ import annotations

from csp.constants import SELF
from csp.decorators import csp_replace
from django.http import HttpResponseBase
from django.views.decorators.http import require_GET

from huitoukan.apps.core.access import signed_in
from huitoukan.apps.core.actor import ActorRequest
from huitoukan.apps.core.web import kept_file
from huitoukan.apps.files.services import opening


@signed_in("the right depends on what the file belongs to; the query asks for it")
@require_GET
@csp_replace({"object-src": [SELF]})  # type: ignore[arg-type]  # knows views without arguments
def file(request: ActorRequest, sha256: str) -> HttpResponseBase:
    """A kept file by its hash.

    The browser's own reader shows a scan as an object: hence a policy of its own.
    """
    opened = opening.open_file(request.actor, sha256)
    return kept_file(opened.path, name=opened.name, media_type=opened.media_type)
