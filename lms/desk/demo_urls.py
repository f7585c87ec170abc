"""Addresses of the demonstration only; ``lms.urls`` takes them in where ``settings.DEMO`` is on."""

from django.urls import path

from lms.desk.views import demo_mail, design

app_name = "demo"
urlpatterns = [
    path("design/", design.ShowDesignView.as_view(), name="design"),
    path("demo/mail/", demo_mail.ListLettersView.as_view(), name="mail_list"),
    path("demo/mail/<int:number>/", demo_mail.ShowLetterView.as_view(), name="mail_detail"),
    path("demo/mail/<int:number>/html/", demo_mail.DrawLetterView.as_view(), name="mail_html"),
    path("demo/mail/<int:number>/<int:enclosure>/", demo_mail.OpenEnclosureView.as_view(), name="mail_enclosure"),
]
