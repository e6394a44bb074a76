"""The web shell: access marks, page frame, components, formatting by locale, CSV answers.

Owns: everything a page looks like. A view of a domain hands over plain dataclasses (`components`) and extends
`web/page.html`; it writes no markup for tables, figures or charts of its own.

    @access("reports.read", privacy="none")
    def repeat_rate(request: HttpRequest) -> HttpResponse:
        stat = Stat(label=_("Repeat purchase rate"), value=0.6558, unit=PERCENT)
        return render(request, "insights/repeat.html", {"stat": stat})      # {% load web %}{% show stat %}
"""
