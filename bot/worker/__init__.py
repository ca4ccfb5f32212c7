"""What happens next: claim, speak, mix, deliver; safe to kill anywhere."""
