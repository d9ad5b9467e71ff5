"""Identity: learning the weights of likely matches, judging, explaining and correcting who is who."""

from dmp.identity.evaluation import Evaluation, evaluate
from dmp.identity.explain import Explanation, explain
from dmp.identity.moves import Moves, read_moves
from dmp.identity.training import Trained, train
from dmp.identity.unmerge import Unmerge, unmerge

__all__ = [
    "Evaluation",
    "Explanation",
    "Moves",
    "Trained",
    "Unmerge",
    "evaluate",
    "explain",
    "read_moves",
    "train",
    "unmerge",
]
