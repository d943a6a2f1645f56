"""One typical world told: of the commonest class under the scenario that is asked about."""

import numpy as np

from simulator.analysis.story import told, typical
from simulator.show.story import Teller


def typical_world(study):
    """{"title", "world", "story": Story, "ending", "of": worlds like it} of the world nearest the
    middle of its class."""
    at = len(study.differences)  # the last scenario compared, else the first
    one, found = study.scenarios[at], study.found[at].worlds
    commonest = int(np.bincount(found["class"]).argmax())
    world = typical(found, found["class"] == commonest)
    teller = Teller(one)
    events, kind, part = told(one, world, study.asked.seed, study.asked.reps)
    return {
        "title": one.form.title,
        "world": world,
        "story": teller.story(events, kind, part),
        "ending": teller.ending(kind, part),
        "of": f"{int(np.sum(found['class'] == commonest)):,} of {study.worlds:,}",
    }
