"""The page from top to bottom."""

import streamlit as st

from simulator.analysis.experiments import as_set
from simulator.report import figures
from simulator.report.bug_report import bundle
from simulator.report.live import controls, panels
from simulator.report.live.runner import Runner, read, titles, world_of
from simulator.scenario.errors import ScenarioError

STYLE = figures.STYLE.parent / "live.css"


@st.cache_resource(show_spinner=False)
def runner():
    """The workers, the same for everyone who looks at the page."""
    return Runner()


def page():
    """What is asked, and what comes of it."""
    question = "What moves when the leverage moves"
    st.set_page_config(question, layout="wide", initial_sidebar_state="collapsed")
    st.html(f"<style>{STYLE.read_text(encoding='utf-8')}{figures.style()}</style>")
    runner()
    st.title(f"{question}?", anchor=False)
    asked, complaints = controls.asked()
    for sentence in complaints:
        st.warning(controls.plain(sentence))
    try:
        _body(asked)
    except ScenarioError as error:
        st.error(controls.plain(error))
    except Exception as error:
        said = f"Something is wrong in the simulator itself: {error!r}. What is needed to mend it: "
        st.error(controls.plain(said + bundle(error, ["live"])))


def _body(asked):
    controls.scenarios(asked, titles())
    name, settings = asked.other.name, asked.other.settings
    base, own, now = read(asked.base), read(name), read(name, settings)
    left, right = st.columns([5, 8], gap="large")
    with left:
        controls.levers(asked, base, own, now)
    controls.write_address(asked)
    with right:
        _results(asked, base, as_set(now, settings))


def _results(asked, base, now):
    study = _study(asked, base, now)
    show(panels.summary(study), panels.brief(study))
    _head("How the war ends", panels.picture("outcomes", study))
    _head("What changes", panels.picture("changes", study), panels.unmoved(study))
    _head("Who holds what", panels.picture("map", study))
    _head("Variants side by side")
    if asked.kept:
        show(_variants(asked, base, now))
    controls.keeping(asked)
    _head("Take it away")
    st.markdown("Copy as command:")
    st.code(asked.command(study.asked.seed), language="shell", wrap_lines=True)
    controls.save(asked)
    _head("One world told")
    controls.world(asked, now)
    if asked.story:
        _story(asked.story, study, now)


def _study(asked, base, now):
    """The study of what is asked; the first takes so long that the page says so."""
    told = f"Running {asked.worlds:,} worlds of each scenario."
    waiting = st.empty() if "seen" in st.session_state else st.info(told)
    seed = base.form.seed if asked.seed is None else asked.seed
    study = runner().study([base, now], asked.worlds, asked.seed, asked.words(seed))
    waiting.empty()
    st.session_state.seen = True
    if runner().lost:
        said = "Worker processes were killed again and again, so worlds are run in the page's own"
        st.warning(f"{said} process, more slowly. Start the page again to mend it.")
    return study


def _variants(asked, base, now):
    kept = [read(one.name, one.settings) for one in asked.kept]
    study = runner().study([base, now, *kept], asked.worlds, asked.seed)
    names = [f"{k}: {one.title}" for k, one in enumerate(asked.kept, 1)]
    return panels.variants(study, [base.form.title, "as it is now", *names])


def _story(wanted, study, now):
    number, seed = world_of(study, 1, wanted), study.asked.seed
    if number is None:
        st.info(f"None of {study.worlds:,} worlds ends so under this variant.")
    else:
        show(panels.story(now, number, seed, *runner().story(now, number, seed)))


def _head(title, *shown):
    st.subheader(title, anchor=False)
    show(*shown)


def show(*shown):
    """HTML of our own, in which every text is escaped; st.html would take its pictures out."""
    for html in shown:
        st.markdown(html, unsafe_allow_html=True)
