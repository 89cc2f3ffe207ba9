from django.apps import AppConfig


class GovernanceConfig(AppConfig):
    name = "governance"

    def ready(self):
        import governance.presenters.history  # noqa: F401  (how the history speaks of flags and notices)
        from governance import panels as own
        from governance.queries import flags
        from plans import criteria, kept, panels, shared_texts, waiting

        panels.register("red_flags", "flag.view", own.red_flags)
        shared_texts.declare("governance.Acknowledgement", "promise", "What was promised on a red flag")
        criteria.add_figure("red flags open", flags.open_in)
        kept.register("red_flags", flags.flagged)
        waiting.register("red_flags", "flag.acknowledge", own.red_flags_to_answer)
