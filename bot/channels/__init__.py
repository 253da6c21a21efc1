"""The ways to help-seekers, one module or package a platform; they know nothing of each other."""
