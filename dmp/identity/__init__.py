"""Identity: weights of likely matches, a judgement of the users, a preview of other settings."""

from dmp.identity.evaluation import Evaluation, evaluate
from dmp.identity.preview import Change, Preview, preview
from dmp.identity.preview_text import render_preview
from dmp.identity.training import Trained, train

__all__ = [
    "Change",
    "Evaluation",
    "Preview",
    "Trained",
    "evaluate",
    "preview",
    "render_preview",
    "train",
]
