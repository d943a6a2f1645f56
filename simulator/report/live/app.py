"""The live page (Streamlit) from top to bottom."""

import streamlit as st

from simulator.analysis.requests import with_settings_in_title
from simulator.report import figures
from simulator.report.bug_report import bundle
from simulator.report.live import controls, panels
from simulator.report.live.runner import Runner, read, titles, world_of
from simulator.scenario.errors import ScenarioError

STYLE = figures.STYLE.parent / "live.css"


@st.cache_resource(show_spinner=False)
def runner():
    """The Runner that all visitors of the page share."""
    return Runner()


def page():
    """Draw the page: controls and results."""
    question = "What changes when a lever moves"
    st.set_page_config(question, layout="wide", initial_sidebar_state="collapsed")
    st.html(f"<style>{STYLE.read_text(encoding='utf-8')}{figures.style()}</style>")
    runner()
    st.title(f"{question}?", anchor=False)
    request, warnings = controls.current_request()
    for sentence in warnings:
        st.warning(controls.escape_markdown(sentence))
    try:
        _body(request)
    except ScenarioError as error:
        st.error(controls.escape_markdown(error))
    except Exception as error:
        path = bundle(error, ["live"])
        st.error(
            controls.escape_markdown(
                f"Internal error: {error!r}. A bug report was written to {path}"
            )
        )


def _body(request):
    controls.scenarios(request, titles())
    name, settings = request.other.name, request.other.settings
    base, unchanged, now = read(request.base), read(name), read(name, settings)
    left, right = st.columns([5, 8], gap="large")
    with left:
        controls.levers(request, base, unchanged, now)
    controls.write_address(request)
    with right:
        _results(request, base, with_settings_in_title(now, settings))


def _results(request, base, now):
    study = _study(request, base, now)
    show(panels.summary(study), panels.brief(study))
    _head("How the worlds end", panels.picture("outcomes", study))
    _head("What changes", panels.picture("changes", study), panels.unmoved(study))
    _head("Positions over the rounds", panels.picture("positions", study))
    _head("Who holds what", panels.picture("map", study))
    _head("Variants side by side")
    variants = [read(variant.name, variant.settings) for variant in request.variants]
    named = zip(request.variants, variants, strict=True)
    titles = [controls.title_of(variant, resolved) for variant, resolved in named]
    if variants:
        show(_variants(request, [base, now, *variants], titles))
    controls.variants(request, titles)
    _head("Command and scenario file")
    st.markdown("The same comparison on the command line:")
    st.code(request.command(study.request.seed), language="shell", wrap_lines=True)
    controls.save(request)
    _head("Story of one world")
    controls.world(request, now)
    if request.story:
        _story(request.story, study, now)


def _study(request, base, now):
    """The requested study; the first one of a visit shows a notice while it runs."""
    notice = f"Running {request.worlds:,} worlds of each scenario."
    waiting = st.empty() if "seen" in st.session_state else st.info(notice)
    seed = base.form.seed if request.seed is None else request.seed
    command = request.arguments(seed)
    study = runner().study([base, now], request.worlds, request.seed, command)
    waiting.empty()
    st.session_state.seen = True
    if runner().workers_lost:
        reason = "Worker processes were killed repeatedly, so worlds run in the page's own process,"
        st.warning(f"{reason} more slowly. Restart `live` to use workers again.")
    return study


def _variants(request, scenarios, titles):
    study = runner().study(scenarios, request.worlds, request.seed)
    names = [f"{number}: {title}" for number, title in enumerate(titles, 1)]
    return panels.variants(study, [scenarios[0].form.title, "current settings", *names])


def _story(ending, study, now):
    number, seed = world_of(study, 1, ending), study.request.seed
    if number is None:
        st.info(f"None of {study.worlds:,} worlds ends this way with these settings.")
    else:
        events, outcome, part = runner().story(now, number, seed)
        columns = study.block_results[1].worlds
        show(panels.story(now, number, seed, events, outcome, part, columns))


def _head(title, *parts):
    st.subheader(title, anchor=False)
    show(*parts)


def show(*parts):
    """Show HTML whose texts are escaped already; st.html would remove its pictures."""
    for html in parts:
        st.markdown(html, unsafe_allow_html=True)
