from django.apps import AppConfig


class FeedbackConfig(AppConfig):
    name = "integrativeworks.feedback"
    verbose_name = "Readers’ messages"
