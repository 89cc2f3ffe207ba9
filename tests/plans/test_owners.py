"""Whoever is given an action can act on it."""

from plans import queries


def test_an_action_is_given_only_to_people_who_can_act_on_it(alder, cast):
    offered = {person.name for person in queries.owners()}
    assert offered == {"Priya Raman", "Colin Ashby", "Tom Ellery", "Helen Marsh", "Dawit Bekele"}
    told = {person.name for person in queries.staff()}
    assert {"Ruth Calder", "Grace Obi", "Jo Lindqvist"} <= told
    assert "Miriam Sorley" not in told
