"""Commitment: the guarantee of a deal, what each signer would gain by breaking it, and the belief
that the others keep it."""

from dataclasses import dataclass

import numpy as np

from simulator.rules import applies, commitment, faction, resumption

YEAR = 52  # weeks for which a deal is believed to be kept or not


@dataclass(frozen=True)
class AfterSignature:
    """What is believed to follow the signature of a text.

    gain      (3, S, W)  gain of each signer from keeping the deal rather than resuming the war, at
              signature, after half a year and after a year; without the price of breaking
    betrayed  (A, W)     value of the war resumed if another signer breaks the deal
    """

    gain: np.ndarray
    betrayed: np.ndarray


@applies(
    commitment.guarantee_strength, commitment.price_of_breaking, commitment.consent_lasts,
    commitment.probability_of_keeping, commitment.spoilers_fail, commitment.trust_after,
    commitment.probability_with_distrust,
    faction.share_of, resumption.value_of_resumed_war,
)  # fmt: skip
class Commitment:
    """Beliefs about a deal on a text, and the gain from keeping it."""

    def __init__(self, model, values):
        self.model, self.state, self.index, self.values = model, model.state, model.index, values
        section = model.parameters.section
        self.deal, self.acceptance = section("deal"), section("acceptance")
        self.gain = model.parameters["truce.gain"]
        paths = [f"deal.guarantors.{index}" for index in self.index.guarantor_names]
        self.committed = [model.parameters.row(path) for path in paths]

    def after_signature(self, draft):
        """`AfterSignature` of a text (I, W). The gain halfway has moved as far as foreign men have
        left by then, and at least half of the way to that after a year."""
        expectations = self.model.expectations
        now, later = expectations.war_after(draft, 0, YEAR)
        first, last = self.values.gains_from_keeping(draft, (now, later), "draft")
        half = np.maximum(0.5, np.minimum(0.5 * YEAR / self.deal.phase, 1.0))  # of the withdrawal
        gain = np.stack([first, first + half * (last - first), last])
        betrayed = resumption.value_of_resumed_war(now, later, self.deal.resuming)
        return AfterSignature(gain, betrayed)

    def probability_kept(self, after, yes=None):
        """Probability that the others keep a deal for a year, as each party believes, (A, W); yes:
        (A, W) which patrons endorse it, by default all."""
        s, own, signers = self.state, self.deal, self.index.signers
        guarantee = self.guarantee(self.commitment(yes))
        spoilers = self.spoilers(self.refusing(yes))
        probability = commitment.spoilers_fail(spoilers, guarantee, YEAR, own)
        probability = np.broadcast_to(probability, s.mood.shape).copy()
        keeping = np.stack(
            [
                self._keeping(gain, guarantee, commitment.trust_after(s.trust, weeks, self.gain))
                for gain, weeks in zip(after.gain, (0, YEAR // 2, YEAR), strict=True)
            ]
        )
        half_life = self.acceptance.half_life
        for row, lasts in enumerate(commitment.consent_lasts(keeping, YEAR, half_life)):
            others = [a for a in range(len(probability)) if a != signers[row]]
            probability[others] = probability[others] * lasts
        return commitment.probability_with_distrust(probability, self._distrust())

    def _distrust(self):
        """Log odds by which each party believes less in a deal, (A, W): its own patrons have
        drifted."""
        s, index = self.state, self.index
        moved = np.abs(s.position - s.first_position)[:, : len(index.package)]
        drifted = np.mean(moved, axis=1)
        distrust = np.zeros_like(s.mood)
        for signer in index.signers:
            if signer != index.sovereign:
                total = np.sum(drifted[index.patrons_of(signer)], axis=0)
                distrust[signer] = self.acceptance.price_of_drift * 0.1 * total
        return distrust

    def commitment(self, yes=None):
        """Sum of the commitments of the guarantors who endorse a text, (W,): of all, or none if a
        sponsor refuses."""
        total = self.state.full()
        for a, committed in zip(self.index.guarantors, self.committed, strict=True):
            total = total + (committed if yes is None else committed * yes[a])
        return total if yes is None else total * np.all(yes[self.index.sponsors], axis=0)

    def guarantee(self, committed):
        """Strength of the guarantee of a deal, (W,)."""
        watched = self.model.parameters["truce.monitoring"]
        return commitment.guarantee_strength(committed, watched, self.deal)

    def refusing(self, yes=None):
        """Share of the patrons who refuse a text, (W,) or a number."""
        patrons = self.index.patrons
        return 0.0 if yes is None or not patrons else 1.0 - np.mean(yes[patrons], axis=0)

    def spoilers(self, refusing):
        """Spoilers of a deal, 0..1: patrons who refused it, and fighters who stand with the
        radicals, (W,)."""
        s = self.state
        return np.minimum(refusing + faction.share_of(s.fighters, s.leans), 1.0)

    def keeping(self):
        """Probability that each signer in a random mood keeps the deal in force, (S, W)."""
        s = self.state
        war = self.model.expectations.war_under_deal()
        (gain,) = self.values.gains_from_keeping(np.nan_to_num(s.deal_terms), [war], "deal")
        guarantee = self.guarantee(s.deal_guarantors)
        return self._keeping(gain, guarantee, s.trust)

    def _keeping(self, gain, guarantee, trust):
        price = commitment.price_of_breaking(trust, guarantee, self.deal)
        return commitment.probability_of_keeping(gain, price, self.acceptance.sharpness)
