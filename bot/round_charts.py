"""The pictures of a round: how well its matches fit, and how far its pairs have come. Drawn in a thread; matplotlib is
imported late."""

import io
from collections.abc import Sequence
from typing import Any

from bot.charts import GREEN, INK, SAND
from bot.i18n import Texts


def scores(t: Texts, percents: Sequence[int], floor: int | None) -> bytes:
    """A PNG: how many matches fit how well, in steps of five percent; a line stands where the floor is."""
    bins = [0] * 20
    for percent in percents:
        bins[min(19, percent // 5)] += 1
    figure, axes = _figure(8, 2.9)
    bars = axes.bar([5 * n + 2.5 for n in range(20)], bins, width=4.4, color=GREEN)
    axes.bar_label(bars, [str(count) if count else "" for count in bins], padding=3, color=INK)
    if floor is not None:
        axes.axvline(floor, color=SAND, linewidth=2)
        axes.annotate(
            t("nobody below"), (floor, 1), xycoords=("data", "axes fraction"), textcoords="offset points",
            xytext=(-6, -12), ha="right", color=INK,
        )  # fmt: skip
    axes.set_xlim(0, 100)
    axes.set_xticks(range(0, 101, 20), [t("{percent} %", percent=percent) for percent in range(0, 101, 20)])
    axes.set_xlabel(t("how well they fit"), color=INK)
    axes.margins(y=0.2)
    axes.yaxis.set_visible(False)
    return _png(figure, axes)


def ladder(t: Texts, steps: Sequence[tuple[str, int]]) -> bytes:
    """A PNG: of each step its name and how many pairs have reached it."""
    figure, axes = _figure(8, 0.9 + 0.42 * len(steps))
    places = list(range(len(steps)))
    bars = axes.barh(places, [count for _, count in steps], height=0.62, color=GREEN)
    axes.bar_label(bars, [str(count) for _, count in steps], padding=4, color=INK)
    axes.set_yticks(places, [name for name, _ in steps])
    axes.invert_yaxis()
    axes.margins(x=0.1)
    axes.set_xlim(left=0)
    axes.xaxis.set_visible(False)
    axes.spines["bottom"].set_visible(False)
    return _png(figure, axes)


def _figure(width: float, height: float) -> tuple[Any, Any]:
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    # The object interface: pyplot keeps global state and is not safe in threads.
    figure = Figure(figsize=(width, height), dpi=150, layout="constrained", facecolor="white")
    FigureCanvasAgg(figure)
    return figure, figure.add_subplot()


def _png(figure: Any, axes: Any) -> bytes:
    axes.tick_params(colors=INK, length=0)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color("#c9d3ce")
    image = io.BytesIO()
    figure.savefig(image, format="png")
    return image.getvalue()
