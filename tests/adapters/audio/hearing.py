"""Sounds made for tests, and an ear of their own: nothing here uses the code under test."""

from __future__ import annotations

import math
import random
import wave
from array import array
from dataclasses import dataclass
from pathlib import Path

import av
from av.filter.graph import Graph


def speech(seconds: float, *, rate: int = 22050, pitch: float = 120.0, level: float = 0.2, seed: int = 1) -> array[int]:
    """Something with the ups and downs of speech: pulses at a pitch, in syllables of changing strength. Loud to its
    very edges, so that gaps can be found."""
    chance = random.Random(seed)
    samples = array("h")
    total = round(seconds * rate)
    while len(samples) < total:
        length = int(rate * chance.uniform(0.09, 0.25))
        strength = level * chance.choice((0.3, 0.6, 1.0, 1.4))
        decay = 40.0 + 40.0 * chance.random()
        for at in range(length):
            since = at / rate % (1 / pitch)
            value = strength * 2.2 * math.exp(-since * decay * 6) * math.cos(2 * math.pi * 700 * since)
            samples.append(max(-32767, min(32767, int(32767 * value))))
    return samples[:total]


def tone(seconds: float, *, rate: int = 22050, pitch: float = 440.0, level: float = 0.2) -> array[int]:
    """A steady tone."""
    return array(
        "h", (int(32767 * level * math.sin(2 * math.pi * pitch * at / rate)) for at in range(round(seconds * rate)))
    )


def write(path: Path, samples: array[int], *, rate: int = 22050, channels: int = 1) -> str:
    """A WAV file; the same sound in each channel."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(array("h", (s for s in samples for _ in range(channels))).tobytes())
    return str(path)


@dataclass
class Heard:
    """A decoded file: mono samples at 48 kHz, EBU R128 figures, tags and chapters."""

    samples: list[float]
    lufs: float | None
    peak: float | None
    tags: dict[str, str]
    chapters: list[tuple[float, float, str]]

    @property
    def seconds(self) -> float:
        return len(self.samples) / 48000

    def level(self, start: float, end: float) -> float:
        """Root mean square in dBFS between two times."""
        part = self.samples[round(start * 48000) : round(end * 48000)]
        power = sum(s * s for s in part) / max(1, len(part))
        return 10 * math.log10(power) if power > 0 else -200.0

    def sounding(self, *, below: float = 0.01, shortest: float = 0.05) -> list[tuple[float, float]]:
        """Stretches of sound, parted by silences of at least `shortest` seconds."""
        stretches: list[list[int]] = []
        quiet = int(shortest * 48000)
        for at, sample in enumerate(self.samples):
            if abs(sample) < below:
                continue
            if stretches and at - stretches[-1][1] < quiet:
                stretches[-1][1] = at
            else:
                stretches.append([at, at])
        return [(start / 48000, end / 48000) for start, end in stretches]


def listen(path: str | Path) -> Heard:
    """Decode a file as any player does and measure it with libavfilter's ebur128."""
    samples: list[float] = []
    lufs = peak = None
    with av.open(str(path)) as container:
        stream = container.streams.audio[0]
        tags = {name.lower(): value for name, value in {**stream.metadata, **container.metadata}.items()}
        chapters = [
            (float(c["start"] * c["time_base"]), float(c["end"] * c["time_base"]), c["metadata"].get("title", ""))
            for c in container.chapters()
        ]
        graph = Graph()
        source = None
        for frame in container.decode(stream):
            frame.pts = None
            if source is None:
                source = graph.add_abuffer(
                    sample_rate=frame.sample_rate, format=frame.format.name, layout=frame.layout.name
                )
                form = graph.add("aformat", "sample_rates=48000:channel_layouts=mono:sample_fmts=dbl")
                meter = graph.add("ebur128", "metadata=1:peak=true:framelog=quiet")
                sink = graph.add("abuffersink")
                graph.link_nodes(source, form, meter, sink)
                graph.configure()
            source.push(frame)
        assert source is not None
        source.push(None)
        while True:
            try:
                out = sink.pull()
            except (BlockingIOError, EOFError):
                break
            samples += memoryview(out.planes[0]).cast("d")[: out.samples].tolist()
            said = out.metadata
            if "lavfi.r128.I" in said:
                lufs = float(said["lavfi.r128.I"])
                peak = 20 * math.log10(max(1e-9, float(said["lavfi.r128.true_peak"])))
    return Heard(samples, lufs, peak, tags, chapters)
