"""An installation without a single address."""

urlpatterns: list[object] = []
