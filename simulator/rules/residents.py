"""Where people live follows who holds the land: governments hold towns, so few square kilometres hold many people."""

import numpy as np


def residents_with_government(area, density):
    """Share of residents under the government: 1 - (1 - a) ** k, k fitted on a month for which both are known.

    area     (G, W)  its share of the area, 0..1
    density  (G, 1)  k; 1 = people spread as land, more = towns are held
    returns  (G, W)  0..1

    >>> residents_with_government(np.array([[0.5]]), np.array([[2.0]]))
    array([[0.75]])
    """
    return 1.0 - (1.0 - np.clip(area, 0.0, 1.0)) ** density


def density_fitted(area, residents):
    """The k that gives these residents for this area; 1 where the record holds none of the land or all of it.

    area       (G,)  the government's share of the area, 0..1
    residents  (G,)  its share of the residents, 0..1
    returns    (G,)  k

    >>> density_fitted(np.array([0.5, 1.0]), np.array([0.75, 1.0]))
    array([2., 1.])
    """
    inside = (area > 0.0) & (area < 1.0) & (residents > 0.0)
    area = np.where(inside, area, 0.5)
    most = np.where(inside, np.minimum(residents, 0.995), 0.5)
    return np.log(1.0 - most) / np.log(1.0 - area)


def residents_with_others(left, area, attraction):
    """The rest of the residents, shared among the other holders by area times attraction.

    left        (G, W)     share not under the government
    area        (H, G, W)  areas of the other holders
    attraction  (H, G, 1)  residents for a unit of area on the fitted month, relative
    returns     (H, G, W)  adds up to left, where anyone else holds land

    >>> residents_with_others(np.array([[0.4]]), np.array([[[0.1]], [[0.1]]]), np.array([[[3.0]], [[1.0]]])).ravel().round(2)
    array([0.3, 0.1])
    """
    weight = area * attraction
    return left * weight / np.maximum(np.sum(weight, axis=0), 1e-6)
