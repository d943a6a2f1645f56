"""Ends of the war: their terms, and what they are worth to parties or factions."""

from dataclasses import dataclass

import numpy as np

from simulator.rules import applies, stalemate, utility


@applies(stalemate.value_of_ends)
@dataclass(frozen=True)
class EndValues:
    """Values of the war's ends to some actors, with actors (A) as rows.

    prevails  (E, A, W)  if each camp prevails
    governed  (E, A, W)  the part of it from issues that follow control
    divided   (A, W)     of a stalemate's own terms on the other issues
    """

    prevails: np.ndarray
    governed: np.ndarray
    divided: np.ndarray

    def expected(self, victories, control):
        """Expected value of the ends to each actor (A, W); victories, control: (E, A or 1, W)."""
        ends = self.prevails, self.governed, self.divided
        return stalemate.value_of_ends(victories, control, *ends)

    def of_party(self, a):
        """The values to one party, (E, 1, W) and (1, W)."""
        row = slice(a, a + 1)
        return EndValues(self.prevails[:, row], self.governed[:, row], self.divided[row])


@applies(utility.value_by_issue)
def values_of_ends(terms, follows, stance, exponent):
    """EndValues of terms (E + 1, I, W or 1), the stalemate's last, to actors with a stance.

    follows  rows of the issues that follow control
    stance   position and salience, (A, I, W or 1)
    """
    apart = [i for i in range(terms.shape[1]) if i not in follows]
    position, salience = stance
    by_issue = [utility.value_by_issue(end, position, salience, exponent) for end in terms]
    return EndValues(
        np.stack([np.sum(values, axis=1) for values in by_issue[:-1]]),
        np.stack([np.sum(values[:, follows], axis=1) for values in by_issue[:-1]]),
        np.sum(by_issue[-1][:, apart], axis=1),
    )
