"""The page's panels, one file each. With `dashboard.py` they are the only files that import streamlit."""
