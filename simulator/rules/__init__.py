"""Rules of the model: pure functions over arrays, one topic per file.

Axes: A parties, P patrons of one client, I issues, M confidence measures, F factions, H holders,
G regions, R rows (one attacker on one defender in one region), S states of support,
W worlds, always last. A rule imports only NumPy, draws no random numbers (shocks are arguments),
names no actor, changes none of its inputs and returns new arrays. Groups of parameters (`war`,
`truce`, ...) are the sections of a scenario file; each parameter is a scalar or one value per
world.

The table in a docstring describes each argument and what the rule `returns`. If the result is one
expression, `formula` gives it and each `where` defines a term used in it, in order of evaluation,
over arguments, rules and NumPy's functions; the tests compare it with the code. Callers of a rule
declare it with `applies`. Keys in square brackets refer to BIBLIOGRAPHY; P1 to P15 are the
paragraphs of the article.
"""

BIBLIOGRAPHY = {
    "Achen2006": (
        "C. H. Achen, Institutional realism and bargaining models, in R. Thomson et al. (eds), The"
        " European Union Decides, 2006"
    ),
    "Black1958": "D. Black, The Theory of Committees and Elections, 1958",
    "BuenoDeMesquita1994": (
        "B. Bueno de Mesquita, Political forecasting, in European Community Decision Making, 1994"
    ),
    "BuenoDeMesquita2003": (
        "B. Bueno de Mesquita, A. Smith, R. M. Siverson & J. D. Morrow, The Logic of Political"
        " Survival, 2003"
    ),
    "Cagan1956": (
        "P. Cagan, The monetary dynamics of hyperinflation, in M. Friedman (ed.), Studies in the"
        " Quantity Theory of Money, 1956"
    ),
    "Cox1965": (
        "D. R. Cox & H. D. Miller, The Theory of Stochastic Processes, chapter on diffusion with"
        " barriers"
    ),
    "Croco2011": (
        "S. E. Croco, The decider's dilemma: leader culpability, war outcomes, and domestic"
        " punishment, APSR, 2011"
    ),
    "Escriba2015": (
        "A. Escribà-Folch & J. Wright, Human rights prosecutions and autocratic survival,"
        " International Organization, 2015"
    ),
    "Fearon1995": (
        "J. D. Fearon, Rationalist explanations for war, International Organization, 1995"
    ),
    "Fortna2004": (
        "V. P. Fortna, Peace Time: cease-fire agreements and the durability of peace, 2004"
    ),
    "Goemans2000": "H. E. Goemans, War and Punishment, 2000",
    "Grimm2020": (
        "V. Grimm et al., The ODD protocol for describing agent-based and other simulation models:"
        " a second update, JASSS, 2020"
    ),
    "Kalai1977": (
        "E. Kalai, Nonsymmetric Nash solutions and replications of 2-person bargaining, Int."
        " Journal of Game Theory, 1977"
    ),
    "Koszegi2006": (
        "B. Koszegi & M. Rabin, A model of reference-dependent preferences, Quarterly Journal of"
        " Economics, 2006"
    ),
    "Krcmaric2018": (
        "D. Krcmaric, Should I stay or should I go? Leaders, exile, and the dilemmas of"
        " international justice, American Journal of Political Science, 2018"
    ),
    "McKelvey1995": (
        "R. D. McKelvey & T. R. Palfrey, Quantal response equilibria for normal form games, Games"
        " and Economic Behavior, 1995"
    ),
    "Nash1950": "J. F. Nash, The bargaining problem, Econometrica, 1950",
    "Powell2006": "R. Powell, War as a commitment problem, International Organization, 2006",
    "Salmon2011": "J. K. Salmon et al., Parallel random numbers: as easy as 1, 2, 3, SC11, 2011",
    "Scholz2011": (
        "J. B. Scholz, G. J. Calbert & G. A. Smith, Unravelling Bueno de Mesquita's group decision"
        " model, 2011"
    ),
    "Slantchev2003": (
        "B. L. Slantchev, The principle of convergence in wartime negotiations, APSR, 2003"
    ),
    "Snyder1984": "G. H. Snyder, The security dilemma in alliance politics, World Politics, 1984",
    "Stanley2009": (
        "E. A. Stanley, Ending the Korean War: the role of domestic coalition shifts in overcoming"
        " obstacles to peace, International Security, 2009"
    ),
    "Stedman1997": (
        "S. J. Stedman, Spoiler problems in peace processes, International Security, 1997"
    ),
    "VandenBos1991": "J. M. M. Van den Bos, Dutch EC Decision Making, 1991",
    "Walter1997": (
        "B. F. Walter, The critical barrier to civil war settlement, International Organization,"
        " 1997"
    ),
}

ODD = ("adaptation", "objectives", "learning", "prediction", "interaction", "stochasticity")
CONCEPTS: dict[str, list] = {concept: [] for concept in ODD}  # {concept: rules that implement it}
RULES: dict = {}  # {name: function} of the bargaining rules
SENTENCES: dict[str, str] = {}  # {name: what the rule does, in a few words}
TOGETHER: set[str] = set()  # names of the rules that settle all issues at once
APPLIED: dict = {}  # {agent, other class or function, or rule: the rules that it applies}


def rule(concept):
    """Register a rule under a design concept of the ODD protocol [Grimm2020]; return the function
    unchanged."""

    def register(function):
        """Register the function under the concept."""
        CONCEPTS[concept].append(function)
        return function

    return register


def applies(*rules):
    """Declare which rules a class or function applies; return it unchanged."""

    def declare(user):
        """Record the rules that the class or function applies."""
        APPLIED[user] = rules
        return user

    return declare


def bargaining_rule(sentence, together=False):
    """Register a bargaining rule under its name, with a short description; return the function
    unchanged. Its module is in `bargaining` and has the same name.

    The rule takes position (A, I, W), weight (A, W), salience (A, I, W) and reserve (A, W), and
    returns terms (I, W). An actor without weight or salience on an issue must not count there.

    together  True if it settles all issues at once: positions on one affect the terms on others
    """

    def register(function):
        """Register the function under its name."""
        name = function.__name__
        RULES[name], SENTENCES[name] = function, sentence
        TOGETHER.update([name] * together)
        return function

    return register
