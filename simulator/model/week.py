"""Values that agents exchange within a week, in addition to the state."""

from dataclasses import dataclass
from typing import Any


@dataclass
class Week:
    """Values of the week, written when agents apply; new every week, so that nothing lasts.

    won, lost              (H, W)  share of the country taken and lost
    attacking, attacked    (H, W)  thousand men fighting in attacks and in defence
    ordinary, fought       (R, W) and (B, W)  weight of each attack without a truce, and the share
                           of ordinary fighting that would go on under a truce
    mood                   {party: inputs common to its factions, see `Mood`}
    broke                  (W,)    true where the deal broke
    moves                  (U, issues, W)  true where a party made a unilateral move
    agreed                 (M, W)  true where a measure was agreed
    consents               (S, M, W)  true for the signers that consented to it
    vote                   the week's vote on a package, see `Vote`, or None
    first                  true in the first week of the run
    """

    broke: Any
    moves: Any
    agreed: Any
    consents: Any
    won: Any = None
    lost: Any = None
    attacking: Any = None
    attacked: Any = None
    ordinary: Any = None
    fought: Any = None
    mood: Any = None
    vote: Any = None
    first: bool = True
