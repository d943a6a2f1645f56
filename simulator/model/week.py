"""What agents hand each other within a week, beside the state."""

from dataclasses import dataclass
from typing import Any


@dataclass
class Week:
    """Values of the week, written when agents apply; the last week's until then.

    won, lost              (H, W)  share of the country taken and lost
    attacking, attacked    (H, W)  thousand men who fight on the attack and on the line
    ordinary, fought       (R, W) and (B, W)  how an attack would be weighed without a truce, and
                           the share of ordinary fighting that a truce would leave
    mood                   what factions look at alike
    void, broke            (W,)    true where the truce was declared void, where the deal broke
    went                   (issues, W)  true where the government went its own way
    agreed                 (M, W)  true where a measure was agreed on
    vote                   the vote on a package, see `Vote`; None before the first
    first                  true in the first week of the run
    """

    void: Any
    broke: Any
    went: Any
    agreed: Any
    won: Any = None
    lost: Any = None
    attacking: Any = None
    attacked: Any = None
    ordinary: Any = None
    fought: Any = None
    mood: Any = None
    vote: Any = None
    first: bool = True
