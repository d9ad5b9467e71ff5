"""Identity: weights of likely matches; judging, explaining, correcting and previewing who is who."""

from dmp.identity.evaluation import Evaluation, evaluate
from dmp.identity.explain import Explanation, explain
from dmp.identity.moves import Moves, read_moves
from dmp.identity.preview import Change, Preview, preview
from dmp.identity.render import render_preview
from dmp.identity.splink_files import export_splink, import_splink
from dmp.identity.training import Trained, train
from dmp.identity.unmerge import Unmerge, unmerge

__all__ = [
    "Change",
    "Evaluation",
    "Explanation",
    "Moves",
    "Preview",
    "Trained",
    "Unmerge",
    "evaluate",
    "explain",
    "export_splink",
    "import_splink",
    "preview",
    "read_moves",
    "render_preview",
    "train",
    "unmerge",
]
