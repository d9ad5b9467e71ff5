"""A benchmark tells what its process took and gives each step the memory of its own time."""

import json
import os
import sys
from pathlib import Path

from benchmarks.models import Step, read_steps
from benchmarks.process import Sample, run_measured

MIB = 1024**2


def test_memory_and_spill_of_a_process_are_seen(tmp_path: Path) -> None:
    script = (
        f"import pathlib, time; folder = pathlib.Path({str(tmp_path)!r}); held = bytearray({200 * MIB});"
        " (folder / 'spill').write_bytes(b'x' * 1000); time.sleep(0.5)"
    )
    usage = run_measured([sys.executable, "-c", script], environment=os.environ, spill=tmp_path)
    assert usage.exit_code == 0
    assert usage.peak_resident > 200 * MIB
    # no upper bound on the peak: Linux counts the moment before exec, when the child is still a copy of pytest
    assert any(200 * MIB < sample.resident < 400 * MIB for sample in usage.samples)
    assert usage.peak_spilled == 1000
    assert usage.seconds >= 0.5
    assert [sample.at for sample in usage.samples] == sorted(s.at for s in usage.samples)


def test_a_failure_keeps_its_exit_code(tmp_path: Path) -> None:
    command = [sys.executable, "-c", "raise SystemExit(3)"]
    assert run_measured(command, environment=os.environ, spill=tmp_path).exit_code == 3


def steps(tmp_path: Path, samples: tuple[Sample, ...]) -> tuple[Step, ...]:
    results = {
        "results": [
            {
                "unique_id": "model.dmp.events",
                "status": "success",
                "execution_time": 2.0,
                "relation_name": '"scale"."marts"."events"',
                "timing": [
                    {
                        "name": "compile",
                        "started_at": "1970-01-01T00:00:10.0Z",
                        "completed_at": "1970-01-01T00:00:11.0Z",
                    },
                    {
                        "name": "execute",
                        "started_at": "1970-01-01T00:00:11.0Z",
                        "completed_at": "1970-01-01T00:00:12.0Z",
                    },
                ],
            },
            {
                "unique_id": "test.dmp.unique_events.1a2b",
                "status": "skipped",
                "execution_time": 0.0,
                "relation_name": None,
                "timing": [],
            },
        ]
    }
    file = tmp_path / "run_results.json"
    file.write_text(json.dumps(results))
    return read_steps(file, samples, {"marts.events": 7})


def test_a_step_has_the_memory_of_its_own_time(tmp_path: Path) -> None:
    held = {9.0: 900, 10.5: 100, 11.5: 300, 12.0: 250, 13.0: 800}
    samples = tuple(Sample(at, resident, 0) for at, resident in held.items())
    step, _ = steps(tmp_path, samples)
    assert (step.name, step.kind, step.n_rows) == ("events", "model", 7)
    assert (step.peak_resident, step.rise) == (300, 200)


def test_a_step_without_a_sample_has_no_memory(tmp_path: Path) -> None:
    assert [(s.peak_resident, s.rise) for s in steps(tmp_path, ())] == [(None, None)] * 2
