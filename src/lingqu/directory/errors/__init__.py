"""What directory refuses."""
