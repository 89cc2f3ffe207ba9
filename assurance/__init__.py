"""Independent checking: schedules, checks, rubrics, findings. It has rooms once those arrive."""
