"""The permission table of addresses: what each caller gets at each, asked with the ids of acme. Read by people, held by tests.

nobody       not logged in                       admin        a partner admin
executive    acme's sponsor                      key          a service account of acme, with every scope
owner        acme's workflow owner               reader       a service account of acme that may see values, no more
viewer       acme's viewer                       ungranted    a consultant of borealis
granted      a consultant of acme                foreign_key  a service account of borealis, with every scope

in     past the guard: served, or refused for what was sent
login  sent to log in         401 403 404 405   refused with this status

A method without a line is one that the address does not know (405). An address without a line fails the run:
add it, and think of each caller while you do.
"""

# What is sent along, where that decides what is asked for; nothing elsewhere.
SENT = {
    "/boundary-statements/<uuid:statement_id>/move/": {"move": "approve"},
    "/contracts/<uuid:contract_id>/move/": {"move": "cancel", "reason": "The goal is another one now."},
    "/evidence/<uuid:evidence_id>/move/": {"move": "accept"},
    "/gates/<uuid:gate_id>/move/": {"move": "submit", "revision": "1"},
    "/plays/<uuid:play_id>/kit/move/": {"move": "freeze"},
}

CLIENT = """
                                                                nobody executive owner viewer granted admin key   reader ungranted foreign_key
/                                                         GET   login  in        in    in     in      in    in    403    404       404
/acceptance/<uuid:session_id>/defects/<uuid:defect_id>/   POST  login  403       in    403    in      in    in    403    404       404
/activities/<uuid:activity_id>/                           GET   login  in        in    in     in      in    in    403    404       404
                                                          POST  login  403       in    403    in      in    in    403    404       404
/activities/<uuid:activity_id>/evidence/new/              GET   login  in        in    403    in      in    in    403    404       404
                                                          POST  login  in        in    403    in      in    in    403    404       404
/activities/<uuid:activity_id>/move/                      POST  login  403       in    403    in      in    in    403    404       404
/activity/                                                GET   login  in        403   403    in      in    in    403    404       404
/activity/verify/                                         POST  login  in        403   403    in      in    in    403    404       404
/api/                                                     GET   401    404       404   404    404     404   404   404    404       404
                                                          POST  401    404       404   404    404     404   404   404    404       404
/api/<path:rest>                                          GET   401    404       404   404    404     404   404   404    404       404
                                                          POST  401    404       404   404    404     404   404   404    404       404
/api/activities/                                          GET   401   in        in    in     in      in    in    403    404       404
/api/activities/<uuid:activity_id>/                       GET   401   in        in    in     in      in    in    403    404       404
                                                          PATCH 401   in        in    in     in      in    in    403    404       404
/api/activities/<uuid:activity_id>/moves/                 POST  401   in        in    in     in      in    in    403    404       404
/api/attestations/                                        GET   401    in        in    in     in      in    in    403    404       404
                                                          POST  401    in        403   403    in      in    403   403    404       404
/api/attestations/<uuid:attestation_id>/                  GET   401    in        in    in     in      in    in    403    404       404
/api/attestations/<uuid:attestation_id>/answers/          POST  401    in        in    in     403     403   403   403    404       404
/api/blockers/                                            GET   401    in        in    in     in      in    in    403    404       404
/api/blockers/<uuid:blocker_id>/                          GET   401    in        in    in     in      in    in    403    404       404
                                                          PATCH 401    in        in    403    in      in    in    403    404       404
/api/blockers/<uuid:blocker_id>/moves/                    POST  401    in        in    403    in      in    in    403    404       404
/api/boundary-statements/                                 GET   401    in        in    in     in      in    in    403    404       404
                                                          POST  401    403       in    403    in      in    in    403    404       404
/api/boundary-statements/<uuid:statement_id>/             GET   401    in        in    in     in      in    in    403    404       404
/api/boundary-statements/<uuid:statement_id>/moves/       POST  401    in        in    in     in      in    in    403    404       404
/api/checklist-items/<uuid:checklist_item_id>/            GET   401    in        in    in     in      in    in    403    404       404
                                                          PATCH 401    403       in    403    in      in    in    403    404       404
/api/contracts.csv                                        GET   401    in        in    in     in      in    in    in     404       404
/api/contracts.xlsx                                       GET   401    in        in    in     in      in    in    in     404       404
/api/contracts/                                           GET   401    in        in    in     in      in    in    in     404       404
                                                          POST  401    403       403   403    in      in    403   403    404       404
/api/contracts/<uuid:contract_id>/                        GET   401    in        in    in     in      in    in    in     404       404
                                                          PATCH 401    403       403   403    in      in    403   403    404       404
/api/contracts/<uuid:contract_id>/amendments/             POST  401    403       403   403    in      in    403   403    404       404
/api/contracts/<uuid:contract_id>/chart/                  GET   401    in        in    in     in      in    in    in     404       404
/api/contracts/<uuid:contract_id>/moves/                  POST  401    in        403   403    in      in    403   403    404       404
/api/contracts/<uuid:contract_id>/pdf/                    GET   401    in        in    in     in      in    in    in     404       404
/api/contracts/<uuid:contract_id>/rollback-clearings/     POST  401    in        403   403    403     403   403   403    404       404
/api/contracts/<uuid:contract_id>/signatures/             GET   401    in        in    in     in      in    in    in     404       404
                                                          POST  401    in        in    in     403     403   403   403    404       404
/api/contracts/<uuid:contract_id>/value/                  GET   401    in        in    in     in      in    in    in     404       404
/api/contracts/<uuid:contract_id>/value/validations/      GET   401    in        in    in     in      in    in    in     404       404
                                                          POST  401    in        in    in     403     403   403   403    404       404
/api/contracts/<uuid:contract_id>/versions/               GET   401    in        in    in     in      in    in    in     404       404
/api/docs/                                                GET   401    in        in    in     in      in    in    in     404       404
/api/evidence/                                            GET   401   in        in    in     in      in    in    403    404       404
/api/evidence/<uuid:evidence_id>/                         GET   401   in        in    in     in      in    in    403    404       404
/api/evidence/<uuid:evidence_id>/file/                    GET   401   in        in    in     in      in    in    403    404       404
/api/evidence/<uuid:evidence_id>/moves/                   POST  401   in        in    403    in      in    in    403    404       404
/api/gates/<uuid:gate_id>/                                GET   401   in        in    in     in      in    in    403    404       404
/api/gates/<uuid:gate_id>/decisions/                      GET   401   in        in    in     in      in    in    403    404       404
                                                          POST  401   in        403   403    403     403   403   403    404       404
/api/gates/<uuid:gate_id>/moves/                          POST  401   403       in    403    in      in    403   403    404       404
/api/gates/<uuid:gate_id>/waivers/                        GET   401   in        in    in     in      in    in    403    404       404
                                                          POST  401   in        403   403    403     403   403   403    404       404
/api/imports/<uuid:import_id>/                            GET   401    403       in    403    in      in    in    403    404       404
/api/imports/<uuid:import_id>/application/                POST  401    403       in    403    in      in    in    403    404       404
/api/imports/<uuid:import_id>/reading/                    POST  401    403       in    403    in      in    in    403    404       404
/api/incidents/                                           GET   401    in        in    in     in      in    in    403    404       404
                                                          POST  401    403       in    403    in      in    in    403    404       404
/api/incidents/<uuid:incident_id>/                        GET   401    in        in    in     in      in    in    403    404       404
                                                          PATCH 401    403       in    403    in      in    in    403    404       404
/api/incidents/<uuid:incident_id>/moves/                  POST  401    403       in    403    in      in    in    403    404       404
/api/incidents/<uuid:incident_id>/notes/                  GET   401    in        in    in     in      in    in    403    404       404
                                                          POST  401    403       in    403    in      in    in    403    404       404
/api/initiatives/                                         GET   401    in        in    in     in      in    in    403    404       404
                                                          POST  401    403       403   403    in      in    in    403    404       404
/api/initiatives/<uuid:initiative_id>/                    GET   401    in        in    in     in      in    in    403    404       404
                                                          PATCH 401    403       403   403    in      in    in    403    404       404
/api/initiatives/<uuid:initiative_id>/blockers/           POST  401    in        in    403    in      in    in    403    404       404
/api/initiatives/<uuid:initiative_id>/checklist/          GET   401    in        in    in     in      in    in    403    404       404
                                                          POST  401    403       in    403    in      in    in    403    404       404
/api/initiatives/<uuid:initiative_id>/checklist/items/    POST  401    403       in    403    in      in    in    403    404       404
/api/initiatives/<uuid:initiative_id>/controls/           GET   401    in        in    in     in      in    in    403    404       404
/api/kpis.csv                                             GET   401    in        in    in     in      in    in    in     404       404
/api/kpis.xlsx                                            GET   401    in        in    in     in      in    in    in     404       404
/api/kpis/                                                GET   401    in        in    in     in      in    in    in     404       404
                                                          POST  401    403       in    403    in      in    in    403    404       404
/api/kpis/<uuid:kpi_id>/                                  GET   401    in        in    in     in      in    in    in     404       404
                                                          PATCH 401    403       in    403    in      in    in    403    404       404
/api/kpis/<uuid:kpi_id>/baselines/                        GET   401    in        in    in     in      in    in    in     404       404
                                                          POST  401    403       in    403    in      in    in    403    404       404
/api/kpis/<uuid:kpi_id>/chart/                            GET   401    in        in    in     in      in    in    in     404       404
/api/kpis/<uuid:kpi_id>/imports/                          POST  401    403       in    403    in      in    in    403    404       404
/api/kpis/<uuid:kpi_id>/readings.csv                      GET   401    in        in    in     in      in    in    in     404       404
/api/kpis/<uuid:kpi_id>/readings.xlsx                     GET   401    in        in    in     in      in    in    in     404       404
/api/kpis/<uuid:kpi_id>/readings/                         GET   401    in        in    in     in      in    in    in     404       404
                                                          POST  401    403       in    403    in      in    in    403    404       404
/api/kpis/<uuid:kpi_id>/readings/<uuid:reading_id>/withdrawals/ POST  401    403       in    403    in      in    in    403    404       404
/api/kpis/<uuid:kpi_id>/readings/batches/                 POST  401    403       in    403    in      in    in    403    404       404
/api/kpis/<uuid:kpi_id>/readings/imports/                 POST  401    403       in    403    in      in    in    403    404       404
/api/kpis/<uuid:kpi_id>/standing/                         GET   401    in        in    in     in      in    in    in     404       404
/api/ledger/                                              GET   401    in        403   403    in      in    in    403    404       404
/api/library/                                             GET   401    in        in    in     in      in    in    403    404       404
/api/library/<slug:kind>/<slug:key>/                      GET   401    in        in    in     in      in    in    403    404       404
/api/library/schemas/<slug:kind>/                         GET   401    in        in    in     in      in    in    403    404       404
/api/monitors/                                            GET   401    in        in    in     in      in    in    403    404       404
                                                          POST  401    403       in    403    in      in    in    403    404       404
/api/monitors/<uuid:monitor_id>/                          GET   401    in        in    in     in      in    in    403    404       404
                                                          PATCH 401    403       in    403    in      in    in    403    404       404
/api/monitors/<uuid:monitor_id>/readings/                 GET   401    in        in    in     in      in    in    403    404       404
                                                          POST  401    403       in    403    in      in    in    403    404       404
/api/monitors/<uuid:monitor_id>/readings/batches/         POST  401    403       in    403    in      in    in    403    404       404
/api/monitors/<uuid:monitor_id>/retirements/              POST  401    403       in    403    in      in    in    403    404       404
/api/parameters/                                          GET   401    403       403   403    in      in    in    403    404       404
/api/parameters/<str:parameter_key>/                      GET   401    403       403   403    in      in    in    403    404       404
                                                          PATCH 401    403       403   403    403     in    403   403    404       404
/api/people/                                              GET   401    in        in    in     in      in    in    403    404       404
                                                          POST  401    403       403   403    in      in    in    403    404       404
/api/people/<uuid:person_id>/                             GET   401    in        in    in     in      in    in    403    404       404
                                                          PATCH 401    403       403   403    in      in    in    403    404       404
/api/plays/                                               GET   401   in        in    in     in      in    in    403    404       404
                                                          POST  401   403       403   403    in      in    403   403    404       404
/api/plays/<uuid:play_id>/                                GET   401   in        in    in     in      in    in    403    404       404
/api/plays/<uuid:play_id>/activities/                     POST  401   in        in    in     in      in    in    403    404       404
/api/plays/<uuid:play_id>/drills/                         GET   401   in        in    in     in      in    in    403    404       404
                                                          POST  401   403       in    403    in      in    403   403    404       404
/api/plays/<uuid:play_id>/effort/                         GET   401   in        in    in     in      in    in    403    404       404
                                                          POST  401   403       403   403    in      in    in    403    404       404
/api/plays/<uuid:play_id>/evidence/                       POST  401   in        in    403    in      in    in    403    404       404
/api/plays/<uuid:play_id>/fallback/                       GET   401   in        in    in     in      in    in    403    404       404
                                                          PATCH 401   403       in    403    in      in    403   403    404       404
/api/plays/<uuid:play_id>/gates/                          GET   401   in        in    in     in      in    in    403    404       404
/api/plays/<uuid:play_id>/kit/                            GET   401   in        in    in     in      in    in    403    404       404
/api/plays/<uuid:play_id>/kit/moves/                      POST  401   403       403   403    in      in    403   403    404       404
/api/plays/<uuid:play_id>/kit/releases/                   POST  401   in        403   403    403     403   403   403    404       404
/api/plays/<uuid:play_id>/moves/                          POST  401   403       403   403    in      in    403   403    404       404
/api/plays/<uuid:play_id>/sessions/                       GET   401   in        in    in     in      in    in    403    404       404
                                                          POST  401   403       in    403    in      in    in    403    404       404
/api/schema/                                              GET   401    in        in    in     in      in    in    in     404       404
/api/sessions/<uuid:session_id>/defects/<uuid:defect_id>/moves/ POST  401   403       in    403    in      in    in    403    404       404
/api/standard-kpis/                                       GET   401    in        in    in     in      in    in    in     404       404
/api/waivers/<uuid:waiver_id>/moves/                      POST  401   in        403   403    403     403   403   403    404       404
/attestations/<uuid:attestation_id>/                      GET   login  in        in    in     in      in    in    403    404       404
                                                          POST  login  in        403   403    403     403   403   403    404       404
/blockers/<uuid:blocker_id>/                              GET   login  in        in    in     in      in    in    403    404       404
/blockers/<uuid:blocker_id>/edit/                         GET   login  in        in    403    in      in    in    403    404       404
                                                          POST  login  in        in    403    in      in    in    403    404       404
/blockers/<uuid:blocker_id>/move/                         GET   login  in        in    403    in      in    in    403    404       404
                                                          POST  login  in        in    403    in      in    in    403    404       404
/boundary-statements/<uuid:statement_id>/                 GET   login  in        in    in     in      in    in    403    404       404
/boundary-statements/<uuid:statement_id>/move/            POST  login  in        in    403    403     403   403   403    404       404
/checklist-items/<uuid:checklist_item_id>/                GET   login  in        in    in     in      in    in    403    404       404
                                                          POST  login  403       in    403    in      in    in    403    404       404
/contracts/                                               GET   login  in        in    in     in      in    in    in     404       404
/contracts/<uuid:contract_id>/                            GET   login  in        in    in     in      in    in    in     404       404
/contracts/<uuid:contract_id>/amend/                      POST  login  403       403   403    in      in    403   403    404       404
/contracts/<uuid:contract_id>/edit/                       GET   login  403       403   403    in      in    403   403    404       404
                                                          POST  login  403       403   403    in      in    403   403    404       404
/contracts/<uuid:contract_id>/move/                       POST  login  in        403   403    in      in    403   403    404       404
/contracts/<uuid:contract_id>/pdf/                        GET   login  in        in    in     in      in    in    in     404       404
/contracts/<uuid:contract_id>/propose/                    POST  login  403       403   403    in      in    403   403    404       404
/contracts/<uuid:contract_id>/sign/                       GET   login  in        in    in     in      in    in    in     404       404
                                                          POST  login  in        in    403    403     403   403   403    404       404
/contracts/<uuid:contract_id>/trigger/                    POST  login  in        403   403    403     403   403   403    404       404
/contracts/<uuid:contract_id>/value/                      GET   login  in        in    in     in      in    in    in     404       404
                                                          POST  login  403       403   403    403     403   403   403    404       404
/contracts/<uuid:contract_id>/versions/                   GET   login  in        in    in     in      in    in    in     404       404
/evidence/<uuid:evidence_id>/file/                        GET   login  in        in    in     in      in    in    403    404       404
/evidence/<uuid:evidence_id>/move/                        POST  login  in        in    403    in      in    403   403    404       404
/gates/<uuid:gate_id>/                                    GET   login  in        in    in     in      in    in    403    404       404
/gates/<uuid:gate_id>/decide/                             GET   login  in        403   403    403     403   403   403    404       404
                                                          POST  login  in        403   403    403     403   403   403    404       404
/gates/<uuid:gate_id>/move/                               POST  login  403       in    403    in      in    403   403    404       404
/gates/<uuid:gate_id>/waivers/<slug:criterion>/           GET   login  in        403   403    403     403   403   403    404       404
                                                          POST  login  in        403   403    403     403   403   403    404       404
/imports/<uuid:import_id>/                                GET   login  403       in    403    in      in    in    403    404       404
                                                          POST  login  403       in    403    in      in    in    403    404       404
/incidents/                                               GET   login  in        in    in     in      in    in    403    404       404
/incidents/<uuid:incident_id>/                            GET   login  in        in    in     in      in    in    403    404       404
/incidents/<uuid:incident_id>/edit/                       GET   login  403       in    403    in      in    in    403    404       404
                                                          POST  login  403       in    403    in      in    in    403    404       404
/incidents/<uuid:incident_id>/moves/<slug:move_name>/     GET   login  403       in    403    in      in    in    403    404       404
                                                          POST  login  403       in    403    in      in    in    403    404       404
/incidents/<uuid:incident_id>/note/                       POST  login  403       in    403    in      in    in    403    404       404
/initiatives/                                             GET   login  in        in    in     in      in    in    403    404       404
/initiatives/<uuid:initiative_id>/                        GET   login  in        in    in     in      in    in    403    404       404
/initiatives/<uuid:initiative_id>/activity/               GET   login  in        403   403    in      in    in    403    404       404
/initiatives/<uuid:initiative_id>/blockers/new/           GET   login  in        in    403    in      in    in    403    404       404
                                                          POST  login  in        in    403    in      in    in    403    404       404
/initiatives/<uuid:initiative_id>/contracts/              GET   login  in        in    in     in      in    in    403    404       404
/initiatives/<uuid:initiative_id>/contracts/new/          GET   login  403       403   403    in      in    403   403    404       404
                                                          POST  login  403       403   403    in      in    403   403    404       404
/initiatives/<uuid:initiative_id>/edit/                   GET   login  403       403   403    in      in    in    403    404       404
                                                          POST  login  403       403   403    in      in    in    403    404       404
/initiatives/<uuid:initiative_id>/governance/             GET   login  in        in    in     in      in    in    403    404       404
/initiatives/<uuid:initiative_id>/governance/attestation/ GET   login  in        403   403    in      in    403   403    404       404
                                                          POST  login  in        403   403    in      in    403   403    404       404
/initiatives/<uuid:initiative_id>/governance/boundary/new/ GET   login  403       in    403    in      in    in    403    404       404
                                                          POST  login  403       in    403    in      in    in    403    404       404
/initiatives/<uuid:initiative_id>/governance/checklist/   POST  login  403       in    403    in      in    in    403    404       404
/initiatives/<uuid:initiative_id>/governance/incidents/new/ GET   login  403       in    403    in      in    in    403    404       404
                                                          POST  login  403       in    403    in      in    in    403    404       404
/initiatives/<uuid:initiative_id>/governance/items/new/   GET   login  403       in    403    in      in    in    403    404       404
                                                          POST  login  403       in    403    in      in    in    403    404       404
/initiatives/<uuid:initiative_id>/governance/monitors/new/ GET   login  403       in    403    in      in    in    403    404       404
                                                          POST  login  403       in    403    in      in    in    403    404       404
/initiatives/<uuid:initiative_id>/kpis/                   GET   login  in        in    in     in      in    in    403    404       404
/initiatives/<uuid:initiative_id>/kpis/new/               GET   login  403       in    403    in      in    in    403    404       404
                                                          POST  login  403       in    403    in      in    in    403    404       404
/initiatives/<uuid:initiative_id>/plays/                  GET   login  in        in    in     in      in    in    403    404       404
/initiatives/<uuid:initiative_id>/plays/new/              GET   login  403       403   403    in      in    403   403    404       404
                                                          POST  login  403       403   403    in      in    403   403    404       404
/initiatives/new/                                         GET   login  403       403   403    in      in    in    403    404       404
                                                          POST  login  403       403   403    in      in    in    403    404       404
/kpis/                                                    GET   login  in        in    in     in      in    in    in     404       404
/kpis/<uuid:kpi_id>/                                      GET   login  in        in    in     in      in    in    in     404       404
/kpis/<uuid:kpi_id>/baseline/                             GET   login  403       in    403    in      in    in    403    404       404
                                                          POST  login  403       in    403    in      in    in    403    404       404
/kpis/<uuid:kpi_id>/edit/                                 GET   login  403       in    403    in      in    in    403    404       404
                                                          POST  login  403       in    403    in      in    in    403    404       404
/kpis/<uuid:kpi_id>/import/                               GET   login  403       in    403    in      in    in    403    404       404
                                                          POST  login  403       in    403    in      in    in    403    404       404
/kpis/<uuid:kpi_id>/readings/                             GET   login  403       in    403    in      in    in    403    404       404
                                                          POST  login  403       in    403    in      in    in    403    404       404
/kpis/<uuid:kpi_id>/readings/<uuid:reading_id>/withdraw/  GET   login  403       in    403    in      in    in    403    404       404
                                                          POST  login  403       in    403    in      in    in    403    404       404
/members/                                                 GET   login  in        403   403    in      in    403   403    404       404
/members/<uuid:membership_id>/revoke/                     POST  login  403       403   403    in      in    403   403    404       404
/members/<uuid:membership_id>/role/                       GET   login  403       403   403    in      in    403   403    404       404
                                                          POST  login  403       403   403    in      in    403   403    404       404
/members/invitations/<uuid:invitation_id>/                POST  login  404       404   404    404     404   404   404    404       404
/members/invite/                                          GET   login  403       403   403    in      in    403   403    404       404
                                                          POST  login  403       403   403    in      in    403   403    404       404
/monitors/<uuid:monitor_id>/                              GET   login  in        in    in     in      in    in    403    404       404
/monitors/<uuid:monitor_id>/edit/                         GET   login  403       in    403    in      in    in    403    404       404
                                                          POST  login  403       in    403    in      in    in    403    404       404
/monitors/<uuid:monitor_id>/readings/                     GET   login  403       in    403    in      in    in    403    404       404
                                                          POST  login  403       in    403    in      in    in    403    404       404
/monitors/<uuid:monitor_id>/retire/                       POST  login  403       in    403    in      in    in    403    404       404
/parameters/                                              GET   login  403       403   403    in      in    in    403    404       404
/parameters/<str:parameter_key>/                          GET   login  403       403   403    403     in    403   403    404       404
                                                          POST  login  403       403   403    403     in    403   403    404       404
/people/                                                  GET   login  in        in    in     in      in    in    403    404       404
/people/<uuid:person_id>/edit/                            GET   login  403       403   403    in      in    in    403    404       404
                                                          POST  login  403       403   403    in      in    in    403    404       404
/people/new/                                              GET   login  403       403   403    in      in    in    403    404       404
                                                          POST  login  403       403   403    in      in    in    403    404       404
/plays/                                                   GET   login  in        in    in     in      in    in    403    404       404
/plays/<uuid:play_id>/                                    GET   login  in        in    in     in      in    in    403    404       404
/plays/<uuid:play_id>/acceptance/                         GET   login  in        in    in     in      in    in    403    404       404
/plays/<uuid:play_id>/acceptance/new/                     GET   login  403       in    403    in      in    in    403    404       404
                                                          POST  login  403       in    403    in      in    in    403    404       404
/plays/<uuid:play_id>/activities/new/                     GET   login  403       in    403    in      in    in    403    404       404
                                                          POST  login  403       in    403    in      in    in    403    404       404
/plays/<uuid:play_id>/effort/                             GET   login  in        in    in     in      in    in    403    404       404
                                                          POST  login  403       403   403    in      in    in    403    404       404
/plays/<uuid:play_id>/evidence/                           GET   login  in        in    in     in      in    in    403    404       404
/plays/<uuid:play_id>/evidence/<slug:criterion>/          GET   login  in        in    in     in      in    in    403    404       404
                                                          POST  login  in        in    403    in      in    in    403    404       404
/plays/<uuid:play_id>/extend/                             GET   login  in        403   403    403     403   403   403    404       404
                                                          POST  login  in        403   403    403     403   403   403    404       404
/plays/<uuid:play_id>/fallback/                           GET   login  in        in    in     in      in    in    403    404       404
/plays/<uuid:play_id>/fallback/drills/new/                GET   login  403       in    403    in      in    403   403    404       404
                                                          POST  login  403       in    403    in      in    403   403    404       404
/plays/<uuid:play_id>/fallback/edit/                      GET   login  403       in    403    in      in    403   403    404       404
                                                          POST  login  403       in    403    in      in    403   403    404       404
/plays/<uuid:play_id>/kit/                                GET   login  in        in    in     in      in    in    403    404       404
/plays/<uuid:play_id>/kit/move/                           POST  login  403       403   403    in      in    403   403    404       404
/plays/<uuid:play_id>/resume/                             POST  login  403       403   403    in      in    403   403    404       404
/waivers/<uuid:waiver_id>/revoke/                         POST  login  in        403   403    403     403   403   403    404       404
"""

PARTNER = """
                                                                nobody executive owner viewer granted ungranted admin key   reader foreign_key
/                                                         GET   login  in        in    in     in      in        in    login login  login
/account/                                                 GET   login  in        in    in     in      in        in    login login  login
                                                          POST  login  in        in    in     in      in        in    login login  login
/account/calendar/                                        GET   login  in        in    in     in      in        in    login login  login
                                                          POST  login  404       404   404    404     404       404   login login  login
/calendar/<str:secret>.ics                                GET   404    404       404   404    404     404       404   404   404    404
/client-setup/<uuid:client_id>/                           GET   login  403       403   403    403     403       in    login login  login
/client-setup/<uuid:client_id>/moves/                     POST  login  403       403   403    403     403       in    login login  login
/clients/                                                 GET   login  403       403   403    in      in        in    login login  login
/clients/new/                                             GET   login  403       403   403    403     403       in    login login  login
                                                          POST  login  403       403   403    403     403       in    login login  login
/developers/                                              GET   login  403       403   403    in      in        in    login login  login
/developers/job/                                          GET   login  403       403   403    in      in        in    login login  login
/healthz                                                  GET   in     in        in    in     in      in        in    in    in     in
                                                          POST  in     in        in    in     in      in        in    in    in     in
/integrations/                                            GET   login  403       403   403    403     403       in    login login  login
/integrations/<uuid:account_id>/                          GET   login  403       403   403    403     403       in    login login  login
/integrations/<uuid:account_id>/keys/                     POST  login  403       403   403    403     403       in    login login  login
/integrations/<uuid:account_id>/keys/<uuid:key_id>/       POST  login  403       403   403    403     403       404   login login  login
/integrations/<uuid:account_id>/revoke/                   POST  login  403       403   403    403     403       in    login login  login
/integrations/new/                                        GET   login  403       403   403    403     403       in    login login  login
                                                          POST  login  403       403   403    403     403       in    login login  login
/invitations/<str:token>/                                 GET   404    404       404   404    404     404       404   404   404    404
                                                          POST  404    404       404   404    404     404       404   404   404    404
/library/                                                 GET   login  403       403   403    in      in        in    login login  login
/library/<uuid:item_id>/                                  GET   login  403       403   403    in      in        in    login login  login
/library/<uuid:item_id>/document.json                     GET   login  403       403   403    in      in        in    login login  login
/library/<uuid:item_id>/edit/                             GET   login  403       403   403    403     403       in    login login  login
                                                          POST  login  403       403   403    403     403       in    login login  login
/library/<uuid:item_id>/moves/                            POST  login  403       403   403    403     403       404   login login  login
/library/new/<slug:kind>/                                 GET   login  403       403   403    403     403       in    login login  login
                                                          POST  login  403       403   403    403     403       in    login login  login
/library/schemas/<slug:kind>.json                         GET   in     in        in    in     in      in        in    in    in     in
/team/                                                    GET   login  403       403   403    403     403       in    login login  login
/team/<uuid:user_id>/                                     GET   login  403       403   403    403     403       in    login login  login
/team/<uuid:user_id>/grant/                               POST  login  403       403   403    403     403       in    login login  login
/team/<uuid:user_id>/moves/                               POST  login  403       403   403    403     403       404   login login  login
/team/<uuid:user_id>/role/                                POST  login  403       403   403    403     403       in    login login  login
/team/invitations/<uuid:invitation_id>/                   POST  login  403       403   403    403     403       404   login login  login
/team/invite/                                             GET   login  403       403   403    403     403       in    login login  login
                                                          POST  login  403       403   403    403     403       in    login login  login
/team/memberships/<uuid:membership_id>/revoke/            POST  login  403       403   403    403     403       in    login login  login
/theme/                                                   POST  in     in        in    in     in      in        in    in    in     in
/verify/                                                  GET   in     in        in    in     in      in        in    in    in     in
                                                          POST  in     in        in    in     in      in        in    in    in     in
/verify/<str:digest>/                                     GET   in     in        in    in     in      in        in    in    in     in
"""

# Log-in, second factor and recovery are for everybody; whose they are, their library asks.
OWN = r"""
                                                                                     nobody executive granted admin key
/accounts/2fa/                                                                 GET   login  in        in      in    login
/accounts/2fa/authenticate/                                                    GET   login  in        in      in    login
/accounts/2fa/reauthenticate/                                                  GET   login  in        in      in    login
/accounts/2fa/recovery-codes/                                                  GET   login  404       404     404   login
/accounts/2fa/recovery-codes/download/                                         GET   login  404       404     404   login
/accounts/2fa/recovery-codes/generate/                                         GET   login  in        in      in    login
/accounts/2fa/totp/activate/                                                   GET   login  in        in      in    login
/accounts/2fa/totp/deactivate/                                                 GET   login  404       in      in    login
/accounts/2fa/webauthn/                                                        GET   login  in        in      in    login
/accounts/2fa/webauthn/add/                                                    GET   login  in        in      in    login
/accounts/2fa/webauthn/keys/<int:pk>/edit/                                     GET   login  in        in      in    login
/accounts/2fa/webauthn/keys/<int:pk>/remove/                                   GET   login  in        in      in    login
/accounts/2fa/webauthn/login/                                                  GET   login  in        in      in    login
/accounts/2fa/webauthn/reauthenticate/                                         GET   login  in        in      in    login
/accounts/^confirm-email/(?P<key>[-:\w]+)/$                                    GET   in     in        in      in    in
/accounts/^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$           GET   in     in        in      in    in
/accounts/confirm-email/                                                       GET   404    404       404     404   404
/accounts/email/                                                               GET   404    404       404     404   404
/accounts/inactive/                                                            GET   in     in        in      in    in
/accounts/login/                                                               GET   in     in        in      in    in
/accounts/login/code/confirm/                                                  GET   login  in        in      in    login
/accounts/logout/                                                              GET   in     in        in      in    in
/accounts/password/change/                                                     GET   login  in        in      in    login
/accounts/password/reset/                                                      GET   in     in        in      in    in
/accounts/password/reset/done/                                                 GET   in     in        in      in    in
/accounts/password/reset/key/done/                                             GET   in     in        in      in    in
/accounts/password/set/                                                        GET   login  in        in      in    login
/accounts/reauthenticate/                                                      GET   login  in        in      in    login
/accounts/signup/                                                              GET   404    404       404     404   404
"""

# The back offices: who is no partner's staff is sent away from all of it. What opens inside, tests/accounts holds.
BACK_OFFICE = {
    "client": {"executive": "login", "owner": "login", "viewer": "login", "key": "login", "ungranted": "404"},
    "partner": {"executive": "login", "owner": "login", "viewer": "login", "granted": "login", "key": "login"},
}
# Their own doors to logging in and out lead to everybody's.
BACK_OFFICE_DOORS = {
    "client /admin/login/": {"executive": "403", "owner": "403", "viewer": "403", "key": "403", "ungranted": "404"},
    "client /admin/logout/": {"executive": "in", "owner": "in", "viewer": "in", "key": "in", "ungranted": "404"},
    "partner /admin/login/": {"executive": "403", "owner": "403", "viewer": "403", "granted": "403", "key": "login"},
    "partner /admin/logout/": {"executive": "in", "owner": "in", "viewer": "in", "granted": "in", "key": "in"},
}
