from django.urls import path

from . import views

app_name = "muscles"
urlpatterns = [
    path("muscles/", views.muscle_index, name="index"),
    path("muscles/groups/<slug:slug>/", views.muscle_group, name="group"),
    path("muscles/<slug:slug>/", views.muscle_detail, name="detail"),
    path("bones/<slug:slug>/", views.bone_detail, name="bone"),
    path("joints/<slug:slug>/", views.joint_detail, name="joint"),
]
