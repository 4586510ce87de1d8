from django.urls import path

from . import views

app_name = "handouts"
urlpatterns = [
    path("handout/", views.collected, name="collected"),
    path("handout.pdf", views.collected_pdf, name="collected_pdf"),
    path("handout/<slug:token>/", views.client, name="client"),
    path("handout/<slug:token>/handout.pdf", views.client_pdf, name="client_pdf"),
    path("<slug:slug>/handout.pdf", views.of_post, name="of_post"),
]
