"""Addresses of plans and their parts, under their first word: so that few are tried before the right one."""

from django.urls import include, path

from plans.views import (
    actions,
    approval,
    calendar,
    causes,
    checking,
    comments,
    confirming,
    evidence,
    exports,
    extensions,
    files,
    gates,
    history,
    imports,
    ledger,
    milestones,
    my_work,
    overview,
    partners,
    plans,
    problems,
    progress,
    protected_time,
    reviews,
    rota,
    search,
    sharing,
    starting,
    stated_hours,
    workload,
    write,
)

urlpatterns = [
    path("search/", search.search, name="search"),
    path(
        "my-work/",
        include(
            [
                path("", my_work.my_work, name="my_work"),
                path("calendar/", calendar.calendar_feeds, name="calendar_feeds"),
                path("calendar/<uuid:feed_id>/revoke/", calendar.calendar_revoke, name="calendar_revoke"),
            ]
        ),
    ),
    path("calendar/<str:secret>.ics", calendar.calendar_feed, name="calendar_feed"),
    path(
        "plans/",
        include(
            [
                path("", plans.plan_list, name="plan_list"),
                path("new/", starting.plan_new, name="plan_new"),
                path("import/", imports.import_new, name="import_new"),
                path("import/blank.xlsx", imports.import_blank, name="import_blank"),
                path("<uuid:plan_id>/", overview.plan_overview, name="plan_overview"),
                path("<uuid:plan_id>/edit/", plans.plan_edit, name="plan_edit"),
                path("<uuid:plan_id>/write/", write.plan_write, name="plan_write"),
                path("<uuid:plan_id>/check/problem/", checking.part_check, {"kind": "problem"}, name="problem_check"),
                path("<uuid:plan_id>/check/cause/", checking.part_check, {"kind": "cause"}, name="cause_check"),
                path("<uuid:plan_id>/check/action/", checking.part_check, {"kind": "action"}, name="action_check"),
                path("<uuid:plan_id>/submit/", approval.plan_submit, name="plan_submit"),
                path("<uuid:plan_id>/send-back/", approval.plan_send_back, name="plan_send_back"),
                path("<uuid:plan_id>/approve/", approval.plan_approve, name="plan_approve"),
                path("<uuid:plan_id>/withdraw/", approval.plan_withdraw, name="plan_withdraw"),
                path("<uuid:plan_id>/gates/", gates.plan_gates, name="plan_gates"),
                path("<uuid:plan_id>/gates/decide/", gates.gate_decide, name="gate_decide"),
                path("<uuid:plan_id>/criteria/new/", gates.criterion_new, name="criterion_new"),
                path("<uuid:plan_id>/reopen/", gates.plan_reopen, name="plan_reopen"),
                path("<uuid:plan_id>/dates/", ledger.plan_ledger, name="plan_ledger"),
                path("<uuid:plan_id>/plan.xlsx", exports.plan_export, name="plan_export"),
                path("<uuid:plan_id>/actions.csv", exports.plan_export_actions, name="plan_export_actions"),
                path("<uuid:plan_id>/comments/", comments.plan_comments, name="plan_comments"),
                path("<uuid:plan_id>/history/", history.plan_history, name="plan_history"),
                path(
                    "<uuid:plan_id>/history/<slug:kind>/<uuid:row_id>/", history.object_history, name="object_history"
                ),
                path("<uuid:plan_id>/problems/new/", problems.problem_new, name="problem_new"),
                path("<uuid:plan_id>/evidence/", evidence.plan_evidence, name="plan_evidence"),
                path("<uuid:plan_id>/causes/new/", causes.cause_new, name="cause_new"),
                path("<uuid:plan_id>/actions/new/", actions.action_new, name="action_new"),
                path("<uuid:plan_id>/partners/new/", partners.partner_new, name="partner_new"),
                path("<uuid:plan_id>/sharing/", sharing.plan_sharing, name="plan_sharing"),
                path("<uuid:plan_id>/sharing/new/", sharing.share_new, name="share_new"),
                path("<uuid:plan_id>/sharing/<uuid:share_id>/end/", sharing.share_revoke, name="share_revoke"),
                path("<uuid:plan_id>/sharing/confirm/", confirming.text_confirm, name="text_confirm"),
                path(
                    "<uuid:plan_id>/sharing/confirmed/<uuid:confirmed_id>/withdraw/",
                    confirming.text_unconfirm,
                    name="text_unconfirm",
                ),
                path("<uuid:plan_id>/auditors/new/", sharing.grant_new, name="grant_new"),
                path("<uuid:plan_id>/auditors/<uuid:grant_id>/end/", sharing.grant_revoke, name="grant_revoke"),
                path("<uuid:plan_id>/workload/", workload.plan_workload, name="plan_workload"),
            ]
        ),
    ),
    path(
        "imports/",
        include(
            [
                path("<uuid:import_id>/sheet/", imports.import_sheet, name="import_sheet"),
                path("<uuid:import_id>/columns/", imports.import_columns, name="import_columns"),
                path("<uuid:import_id>/people/", imports.import_people, name="import_people"),
                path("<uuid:import_id>/", imports.import_preview, name="import_preview"),
                path("<uuid:import_id>/to-mend.csv", imports.import_faults, name="import_faults"),
                path("<uuid:import_id>/cancel/", imports.import_cancel, name="import_cancel"),
                path("<uuid:import_id>/report/", imports.import_report, name="import_report"),
            ]
        ),
    ),
    path(
        "criteria/",
        include(
            [
                path("<uuid:criterion_id>/edit/", gates.criterion_edit, name="criterion_edit"),
                path("<uuid:criterion_id>/remove/", gates.criterion_remove, name="criterion_remove"),
                path("<uuid:criterion_id>/withdraw/", gates.criterion_withdraw, name="criterion_withdraw"),
            ]
        ),
    ),
    path("sustaining/<uuid:review_id>/", gates.sustaining_hold, name="sustaining_hold"),
    path("about/<slug:kind>/<uuid:about_id>/comments/", comments.part_comments, name="part_comments"),
    path(
        "comments/",
        include(
            [
                path("<uuid:comment_id>/", comments.comment_show, name="comment_show"),
                path("<uuid:comment_id>/edit/", comments.comment_edit, name="comment_edit"),
                path("<uuid:comment_id>/withdraw/", comments.comment_withdraw, name="comment_withdraw"),
                path("<uuid:comment_id>/seen/", comments.comment_see, name="comment_see"),
            ]
        ),
    ),
    path(
        "actions/",
        include(
            [
                path("<uuid:action_id>/note/", comments.action_note, name="action_note"),
                path("<uuid:action_id>/evidence/new/", evidence.action_evidence_new, name="action_evidence_new"),
                path("<uuid:action_id>/", actions.action_detail, name="action_detail"),
                path("<uuid:action_id>/edit/", actions.action_edit, name="action_edit"),
                path("<uuid:action_id>/remove/", actions.action_remove, name="action_remove"),
                path("<uuid:action_id>/as-check/", actions.action_as_check, name="action_as_check"),
                path("<uuid:action_id>/move/", actions.action_move, name="action_move"),
                path("<uuid:action_id>/start/", progress.action_start, name="action_start"),
                path("<uuid:action_id>/complete/", progress.action_complete, name="action_complete"),
                path("<uuid:action_id>/verify/", progress.action_verify, name="action_verify"),
                path("<uuid:action_id>/reopen/", progress.action_reopen, name="action_reopen"),
                path("<uuid:action_id>/review/", reviews.action_review, name="action_review"),
                path("<uuid:action_id>/withdraw/", progress.action_withdraw, name="action_withdraw"),
                path("<uuid:action_id>/milestones/new/", milestones.milestone_new, name="milestone_new"),
                path("<uuid:action_id>/contributions/new/", partners.contribution_new, name="contribution_new"),
                path("<uuid:action_id>/protected/new/", protected_time.protected_new, name="protected_new"),
            ]
        ),
    ),
    path(
        "milestones/",
        include(
            [
                path("<uuid:milestone_id>/note/", comments.milestone_note, name="milestone_note"),
                path("<uuid:milestone_id>/edit/", milestones.milestone_edit, name="milestone_edit"),
                path("<uuid:milestone_id>/forecast/", milestones.milestone_forecast, name="milestone_forecast"),
                path("<uuid:milestone_id>/reach/", milestones.milestone_reach, name="milestone_reach"),
                path("<uuid:milestone_id>/withdraw/", milestones.milestone_withdraw, name="milestone_withdraw"),
                path("<uuid:milestone_id>/remove/", milestones.milestone_remove, name="milestone_remove"),
                path("<uuid:milestone_id>/extension/", extensions.extension_ask, name="extension_ask"),
            ]
        ),
    ),
    path(
        "problems/",
        include(
            [
                path("<uuid:problem_id>/edit/", problems.problem_edit, name="problem_edit"),
                path("<uuid:problem_id>/remove/", problems.problem_remove, name="problem_remove"),
                path("<uuid:problem_id>/move/", problems.problem_move, name="problem_move"),
                path("<uuid:problem_id>/evidence/new/", evidence.evidence_new, name="evidence_new"),
            ]
        ),
    ),
    path(
        "evidence/",
        include(
            [
                path("<uuid:evidence_id>/renew/", evidence.evidence_renew, name="evidence_renew"),
                path("<uuid:evidence_id>/withdraw/", evidence.evidence_withdraw, name="evidence_withdraw"),
            ]
        ),
    ),
    path("files/<uuid:file_id>/", files.file_download, name="file_download"),
    path(
        "causes/",
        include(
            [
                path("<uuid:cause_id>/edit/", causes.cause_edit, name="cause_edit"),
                path("<uuid:cause_id>/remove/", causes.cause_remove, name="cause_remove"),
                path("<uuid:cause_id>/move/", causes.cause_move, name="cause_move"),
            ]
        ),
    ),
    path("extensions/<uuid:extension_id>/decide/", extensions.extension_decide, name="extension_decide"),
    path(
        "partners/",
        include(
            [
                path("<uuid:partner_id>/edit/", partners.partner_edit, name="partner_edit"),
                path("<uuid:partner_id>/end/", partners.partner_end, name="partner_end"),
            ]
        ),
    ),
    path(
        "contributions/",
        include(
            [
                path("<uuid:contribution_id>/edit/", partners.contribution_edit, name="contribution_edit"),
                path("<uuid:contribution_id>/end/", partners.contribution_end, name="contribution_end"),
            ]
        ),
    ),
    path(
        "workload/",
        include(
            [
                path("", workload.workload, name="workload"),
                path("hours/", stated_hours.hours_own, name="hours_own"),
                path("hours/<uuid:person_id>/", stated_hours.hours_of, name="hours_of"),
            ]
        ),
    ),
    path(
        "protected/",
        include(
            [
                path("<uuid:protected_id>/edit/", protected_time.protected_edit, name="protected_edit"),
                path("<uuid:protected_id>/end/", protected_time.protected_end, name="protected_end"),
                path("<uuid:protected_id>/remove/", protected_time.protected_remove, name="protected_remove"),
            ]
        ),
    ),
    path(
        "rota/",
        include(
            [
                path("<uuid:service_id>/", rota.rota_list, name="rota_list"),
                path("<uuid:service_id>/record/", rota.rota_record, name="rota_record"),
                path("weeks/<uuid:week_id>/", rota.rota_change, name="rota_change"),
            ]
        ),
    ),
]
