"""Residents by holder, from the land held: governments hold towns, so a small area holds many
people."""

import numpy as np

NOBODY = 1e-9  # an area or weight below this counts as none


def residents_with_government(area, density):
    """Share of residents under the government: 1 - (1 - a) ** k, with k fitted on a month for which
    both shares are known.

    area     (G, W)  its share of the area, 0..1
    density  (G, 1)  k; 1 = people are spread evenly, more = the government holds towns
    returns  (G, W)  0..1
    formula  1 - (1 - clip(area, 0, 1))**density

    >>> residents_with_government(np.array([[0.5]]), np.array([[2.0]]))
    array([[0.75]])
    """
    return 1.0 - (1.0 - np.clip(area, 0.0, 1.0)) ** density


def density_fitted(area, residents):
    """Fit k to the shares of area and residents; 1 where the government holds none of the land or
    all of it.

    area       (G,)  the government's share of the area, 0..1
    residents  (G,)  its share of the residents, 0..1
    returns    (G,)  k
    formula    log(1 - most) / log(1 - land)
    where      inside = (area > 0) & (area < 1) & (residents > 0)
    where      land = where(inside, area, 0.5)
    where      most = where(inside, minimum(residents, 0.995), 0.5)

    >>> density_fitted(np.array([0.5, 1.0]), np.array([0.75, 1.0]))
    array([2., 1.])
    """
    inside = (area > 0.0) & (area < 1.0) & (residents > 0.0)
    area = np.where(inside, area, 0.5)
    most = np.where(inside, np.minimum(residents, 0.995), 0.5)
    return np.log(1.0 - most) / np.log(1.0 - area)


def usual_attraction(land, people):
    """Residents per unit of area on all land not held by the government, in the fitted month.

    land     (H, G)  shares of the area of the other holders, 0..1
    people   (H, G)  their shares of the residents, 0..1
    returns  (G,)    1 where they held no land
    formula  where(area > 1e-9, sum(people, axis=0) / maximum(area, 1e-9), 1)
    where    area = sum(land, axis=0)

    >>> usual_attraction(np.array([[0.2, 0.0], [0.2, 0.0]]), np.array([[0.1, 0.0], [0.0, 0.0]]))
    array([0.25, 1.  ])
    """
    land, people = np.sum(land, axis=0), np.sum(people, axis=0)
    return np.where(land > NOBODY, people / np.maximum(land, NOBODY), 1.0)


def residents_with_others(left, area, first_area, attraction, usual):
    """Divide the remaining residents among the other holders by the people expected on their land.

    Land held since the start has as many people per unit of area as in the fitted month. Land
    gained since then has the usual number, so that a holder also rules people where it is new.
    Where none of their land had residents, people are divided by area.

    left        (G, W)     share of residents not under the government
    area        (H, G, W)  areas of the other holders
    first_area  (H, G, W)  the same at the start
    attraction  (H, G, 1)  residents per unit of area in the fitted month, relative
    usual       (G, 1)     the same for all their land together
    returns     (H, G, W)  adds up to left where any of them holds land, and to 0 where none does
    formula     left * weight / maximum(sum(weight, axis=0), 1e-9)
    where       lasting = minimum(area, first_area)
    where       people = attraction * lasting + usual * (area - lasting)
    where       weight = where(sum(people, axis=0) > 1e-9, people, area)

    >>> area, first = np.array([[[0.1]], [[0.3]]]), np.array([[[0.1]], [[0.1]]])
    >>> residents_with_others(np.array([[0.6]]), area, first, np.array([[[3.0]], [[1.0]]]),
    ...     np.array([[1.0]])).ravel().round(2)
    array([0.3, 0.3])
    """
    lasting = np.minimum(area, first_area)
    weight = attraction * lasting + usual * (area - lasting)
    total = np.sum(weight, axis=0)
    weight = np.where(total > NOBODY, weight, area)
    return left * weight / np.maximum(np.sum(weight, axis=0), NOBODY)
