"""Forms draw themselves with the house's own components."""

from django.forms.renderers import TemplatesSetting


class AulaFormRenderer(TemplatesSetting):
    """Every form and field is drawn by ``components/form.html`` and ``components/field.html``."""

    form_template_name = "components/form.html"
    field_template_name = "components/field.html"
