from django import forms

from kernel.errors import InvalidRefused, Problem
from kernel.web.forms import add_problems


class Sample(forms.Form):
    name = forms.CharField(help_text="As on the contract.")
    kind = forms.ChoiceField(choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)
    secret = forms.CharField(widget=forms.HiddenInput, required=False)


def test_it_puts_each_problem_beside_its_field_and_keeps_what_was_typed():
    form = Sample({"name": "Improve efficiency", "kind": "a"})

    add_problems(
        form,
        InvalidRefused(
            "No.", [Problem("name", "V1", "No KPI.", "Name a number."), Problem("elsewhere", "V2", "No baseline.")]
        ),
    )
    html = str(form)

    assert form.errors == {"name": ["No KPI. Name a number."], "__all__": ["No baseline."]}
    assert 'value="Improve efficiency"' in html
    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'id="id_name_error"' in html


def test_it_shows_a_refusal_without_problems_above_the_fields():
    form = Sample({"name": "x", "kind": "a"})

    add_problems(form, InvalidRefused("The contract is signed.", way_out="Amend it."))

    assert form.non_field_errors() == ["The contract is signed. Amend it."]


def test_it_labels_every_control():
    html = str(Sample())

    assert '<label class="form-label" for="id_name">' in html
    assert "<legend" in html
    assert '<label class="form-check" for="id_kind_0">' in html
