"""Identity: learning the weights of likely matches, and judging who was put together."""

from dmp.identity.evaluation import Evaluation, evaluate
from dmp.identity.training import Trained, train

__all__ = ["Evaluation", "Trained", "evaluate", "train"]
