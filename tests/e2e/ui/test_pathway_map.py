"""The map page says what its picture shows, opens things by name, and leads on."""

from __future__ import annotations

from tests.e2e.ui.conftest import Open


def test_the_finding_stands_above_the_map_and_the_table_below(open_page: Open) -> None:
    page = open_page("map")
    assert not page.exception
    assert any("Diploma in Data Analytics" in item.value for item in page.markdown)
    shown = page.table[0].value.to_string()
    assert "DAT1200 Programming with Python" in shown
    assert "Python Foundations" in shown


def test_a_thing_is_opened_by_its_name_and_can_become_the_goal(open_page: Open) -> None:
    page = open_page("map")
    names = page.selectbox(key="open-career-changer-lakeside-diploma-data-analytics")
    title = "Certificate in Data Analytics"
    names.set_value("lakeside-certificate-data-analytics").run()
    assert [item.value for item in page.subheader] == [title]
    next(button for button in page.button if button.label == "Make this my goal").click().run()
    assert not page.exception
    assert page.selectbox(key="goal-career-changer").value == "lakeside-certificate-data-analytics"
