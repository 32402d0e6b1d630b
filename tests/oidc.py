"""A real OpenID Connect provider for the tests: django-oauth-toolkit with its discovery, login, token and key pages.

Run as a program it serves until it is ended: `python tests/oidc.py PORT FOLDER REDIRECT`. People and passwords are
below; whoever signs in proves it with the password, as anywhere.
"""

import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

LOGIN = "<form method=post>{% csrf_token %}{{ form }}<button>In</button></form>"
CLIENT, SECRET, PASSWORD = "the-page", "a secret of the page and its provider", "correct horse battery staple"
PEOPLE = {"root": "desk.example", "ann": "desk.example", "reader": "else.example", "eve": "else.example"}


def main(port: int, folder: Path, redirect: str) -> None:
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import rsa

    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()
    import django
    from django.conf import settings

    settings.configure(
        DEBUG=False,
        SECRET_KEY="only for this test",
        ALLOWED_HOSTS=["127.0.0.1", "localhost"],
        ROOT_URLCONF="oidc",
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": str(folder / "provider.db")}},
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        INSTALLED_APPS=[
            "django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions", "oauth2_provider",
        ],
        MIDDLEWARE=[
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
        ],
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "APP_DIRS": False,
                "OPTIONS": {
                    "loaders": [
                        (
                            "django.template.loaders.locmem.Loader",
                            {"registration/login.html": LOGIN},
                        ),
                        "django.template.loaders.app_directories.Loader",
                    ]
                },
            }
        ],
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        LOGIN_URL="/login/",
        OAUTH2_PROVIDER={
            "OIDC_ENABLED": True,
            "OIDC_RSA_PRIVATE_KEY": pem,
            "PKCE_REQUIRED": False,
            "SCOPES": {"openid": "who", "email": "address", "profile": "name"},
            "OAUTH2_VALIDATOR_CLASS": "oidc.Validator",
        },
    )  # fmt: skip
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from django.contrib.auth import get_user_model
    from oauth2_provider.models import get_application_model

    for name, domain in PEOPLE.items():
        get_user_model().objects.create_user(name, f"{name}@{domain}", PASSWORD)
    get_application_model().objects.create(
        name="page",
        client_id=CLIENT,
        client_secret=SECRET,
        client_type="confidential",
        authorization_grant_type="authorization-code",
        redirect_uris=redirect,
        skip_authorization=True,
        algorithm="RS256",
    )
    from socketserver import ThreadingMixIn
    from wsgiref.simple_server import WSGIServer, make_server

    from django.core.wsgi import get_wsgi_application

    class Threaded(ThreadingMixIn, WSGIServer):
        daemon_threads = True

    sys.modules["oidc"] = sys.modules["__main__"]
    make_server("127.0.0.1", port, get_wsgi_application(), server_class=Threaded).serve_forever()


def _urls() -> list:
    from django.contrib.auth.views import LoginView
    from django.urls import include, path

    return [
        path("login/", LoginView.as_view()),
        path("o/", include("oauth2_provider.urls", namespace="oauth2_provider")),
    ]


def __getattr__(name: str):
    """Django looks for the addresses and for the validator once it is set up, not before."""
    if name == "urlpatterns":
        return _urls()
    if name == "Validator":
        from oauth2_provider.oauth2_validators import OAuth2Validator

        class Validator(OAuth2Validator):
            oidc_claim_scope = None

            def get_additional_claims(self, request):
                return {"email": request.user.email, "email_verified": True, "name": request.user.username}

        return Validator
    raise AttributeError(name)


@contextmanager
def provider(port: int, folder: Path, redirect: str) -> Iterator[str]:
    """The provider's discovery address; it is ended afterwards."""
    log = folder / "provider.log"
    with log.open("wb") as out:
        command = [sys.executable, __file__, str(port), str(folder), redirect]
        running = subprocess.Popen(command, cwd=Path(__file__).parent, stdout=out, stderr=subprocess.STDOUT)
        address = f"http://127.0.0.1:{port}/o/.well-known/openid-configuration"
        try:
            for _ in range(300):
                assert running.poll() is None, log.read_text()[-2000:]
                try:
                    with urllib.request.urlopen(address, timeout=5):
                        break
                except (urllib.error.URLError, ConnectionError):
                    time.sleep(0.1)
            yield address
        finally:
            running.terminate()
            running.wait(timeout=20)


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
