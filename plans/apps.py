from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "plans"

    def ready(self):
        import plans.presenters.history  # noqa: F401  (how the history speaks of a plan's tables)
        from plans import waiting
        from plans.presenters import comments, evidence, gates, my_work
        from plans.queries import exit_criteria

        waiting.register("plans_to_approve", "plan.approve", my_work.plans_to_approve)
        waiting.register("extensions_to_decide", "extension.decide", my_work.extensions_to_decide)
        waiting.register("controls_to_review", "plan.edit", my_work.controls_to_review)
        waiting.register("actions_to_verify", "action.verify", my_work.actions_to_verify)
        waiting.register("mentions", "comment.write", comments.mentions_of)
        waiting.register("gates", "gate.decide", gates.ready)
        waiting.register("sustaining_reviews", "gate.decide", gates.reviews_due)
        waiting.register("evidence", "work.view", evidence.expiring)
        exit_criteria.register_all()
