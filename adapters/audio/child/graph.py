"""A chain of libavfilter filters with one way in and one way out."""

from __future__ import annotations

from collections.abc import Iterator

from av.audio.frame import AudioFrame
from av.filter.graph import Graph

Kind = tuple[int, str, str]
"""Rate in Hz, sample format, channel layout."""


def kind_of(frame: AudioFrame) -> Kind:
    """What a frame is made of."""
    return frame.sample_rate, frame.format.name, frame.layout.name


class Chain:
    """Filters in a row. `piece` is the number of samples in each frame that comes out (0: as it falls)."""

    def __init__(self, kind: Kind, filters: tuple[tuple[str, str], ...], piece: int = 0) -> None:
        self.kind = kind
        self._graph = Graph()
        self._graph.threads = 1
        rate, sample, layout = kind
        self._source = self._graph.add_abuffer(sample_rate=rate, format=sample, layout=layout)
        self._sink = self._graph.add("abuffersink")
        nodes = [self._graph.add(name, given) for name, given in filters]
        self._graph.link_nodes(self._source, *nodes, self._sink)
        self._graph.configure()
        if piece:
            self._graph.set_audio_frame_size(piece)

    def feed(self, frame: AudioFrame | None) -> Iterator[AudioFrame]:
        """Push a frame (None: the end) and take out all there is by now."""
        self._source.push(frame)
        while True:
            try:
                out = self._sink.pull()
            except (BlockingIOError, EOFError):
                return
            if isinstance(out, AudioFrame):
                yield out


def silence(kind: Kind, samples: int) -> AudioFrame:
    """A frame of digital silence."""
    frame = AudioFrame(format=kind[1], layout=kind[2], samples=samples)
    frame.sample_rate = kind[0]
    rest = b"\x80" if kind[1].startswith("u8") else b"\0"
    for plane in frame.planes:
        plane.update(rest * plane.buffer_size)
    return frame
