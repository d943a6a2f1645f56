"""The page from top to bottom."""

import streamlit as st

from simulator.analysis.study import as_set
from simulator.scenario.problems import ScenarioError
from simulator.show import figures
from simulator.show.bug import bundle
from simulator.show.live import controls, panels
from simulator.show.live.runner import Runner, read, titles, world_of

STYLE = figures.STYLE.parent / "live.css"


@st.cache_resource(show_spinner=False)
def runner():
    """The workers, the same for everyone who looks at the page."""
    return Runner()


def page():
    """What is asked, and what comes of it."""
    st.set_page_config(
        page_title="What moves when the leverage moves",
        layout="wide",
        initial_sidebar_state="collapsed",
    )
    st.html(f"<style>{STYLE.read_text(encoding='utf-8')}{figures.style()}</style>")
    runner()
    st.title("What moves when the leverage moves?", anchor=False)
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
    controls.settle()


def _body(asked):
    controls.scenarios(asked, titles())
    base, own = read(asked.base), read(asked.other.name)
    now = read(asked.other.name, asked.other.settings)
    left, right = st.columns([5, 8], gap="large")
    with left:
        controls.levers(asked, base, own, now)
    controls.write_address(asked)
    with right:
        _results(asked, base, now)


def _results(asked, base, now):
    now = as_set(now, asked.other.settings)
    waiting = (
        st.empty()
        if "seen" in st.session_state
        else st.info(f"Running {asked.worlds:,} worlds of each scenario.")
    )
    seed = base.form.seed if asked.seed is None else asked.seed
    study = runner().study([base, now], asked.worlds, asked.seed, asked.words(seed))
    waiting.empty()
    st.session_state.seen = True
    if runner().lost:
        said = "Worker processes were killed again and again, so worlds are run in the page's own"
        st.warning(f"{said} process, more slowly. Start the page again to mend it.")
    show(panels.summary(study))
    show(panels.brief(study))
    st.subheader("How the war ends", anchor=False)
    show(panels.picture("classes", study))
    st.subheader("What changes", anchor=False)
    show(panels.picture("changes", study))
    show(panels.unmoved(study))
    st.subheader("Who holds what", anchor=False)
    show(panels.picture("map", study))
    _variants(asked, base, now)
    _take_away(asked, study)
    _story(asked, study, now)


def _variants(asked, base, now):
    st.subheader("Variants side by side", anchor=False)
    if asked.kept:
        kept = [read(one.name, one.settings) for one in asked.kept]
        study = runner().study([base, now, *kept], asked.worlds, asked.seed)
        names = [
            base.form.title,
            "as it is now",
            *(f"{k}: {controls.title_of(one)}" for k, one in enumerate(asked.kept, 1)),
        ]
        show(panels.variants(study, names))
    controls.keeping(asked)


def _story(asked, study, now):
    st.subheader("One world told", anchor=False)
    controls.world(asked, now)
    if asked.story:
        number, seed = world_of(study, 1, asked.story), study.asked.seed
        if number is None:
            st.info(f"None of {study.worlds:,} worlds ends so under this variant.")
        else:
            show(panels.story(now, number, seed, *runner().story(now, number, seed)))


def _take_away(asked, study):
    st.subheader("Take it away", anchor=False)
    st.markdown("Copy as command:")
    st.code(asked.command(study.asked.seed), language="shell", wrap_lines=True)
    controls.save(asked)


def show(html):
    """HTML of our own, in which every text is escaped; st.html would take its pictures out."""
    st.markdown(html, unsafe_allow_html=True)
