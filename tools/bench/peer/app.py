"""The peer: a small Django application with the same page and the same answer as Tate's.

Nineteen rows with their latest answers and file counts from SQLite (WAL, FULL) by ORM and template,
behind Django's own sign-in and sessions; an answer and its audit row in one transaction. It
proposes nothing and chains nothing, so it does less work for the same screen.

    PEER_DATA=FILE python app.py seed        makes the database
    PEER_DATA=FILE gunicorn app:application  serves it
"""

import os
import sys

import django
from django.conf import settings

settings.configure(
    DEBUG=False,
    SECRET_KEY="only for the bench",
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF=__name__,
    INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions"],
    MIDDLEWARE=[
        "django.middleware.gzip.GZipMiddleware",
        "django.middleware.security.SecurityMiddleware",
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.middleware.clickjacking.XFrameOptionsMiddleware",
    ],
    DATABASES={"default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": os.environ["PEER_DATA"],
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "timeout": 30,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
        },
    }},
    TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates", "OPTIONS": {
        "loaders": [("django.template.loaders.cached.Loader", [("django.template.loaders.locmem.Loader", {
            "checklist.html": """<!doctype html><html lang="ja"><head><meta charset="utf-8"><title>チェックリスト</title></head><body>
<header>{{ facility.name }}　{{ request.user.username }}<nav>{% for name in ledgers %}<a href="/ledgers/{{ name }}">{{ name }}</a>{% endfor %}</nav></header>
<h1>チェックリスト</h1><table><thead><tr><th>番号</th><th>項目</th><th>回答</th><th>確認日</th><th>目標日</th><th>根拠</th></tr></thead><tbody>
{% for row in rows %}<tr><td>{{ row.item.number }}</td><th><a href="/checklist/{{ facility.id }}/{{ row.item.id }}">{{ row.item.label }}</a><br><span>{{ row.item.target }}</span></th>
<td>{% if row.answer %}<span class="{{ row.answer.value }}">{{ row.answer.get_value_display }}</span>{% else %}未回答{% endif %}</td>
<td>{{ row.answer.checked_on|date:"Y/m/d" }}</td><td>{{ row.answer.target_date|date:"Y/m/d" }}</td><td>{% if row.files %}ファイル{{ row.files }}件{% endif %}</td></tr>{% endfor %}
</tbody></table></body></html>""",
        })])],
        "context_processors": ["django.template.context_processors.request"],
    }}],
    # Signing in is not what is compared: a cheap hash saves the bench half a minute.
    PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
    USE_TZ=True,
)
django.setup()

from django.contrib.auth import authenticate, login  # noqa: E402
from django.contrib.auth.decorators import login_required  # noqa: E402
from django.contrib.auth.models import User  # noqa: E402
from django.db import connection, models, transaction  # noqa: E402
from django.http import HttpResponse, HttpResponseForbidden  # noqa: E402
from django.shortcuts import get_object_or_404, redirect, render  # noqa: E402
from django.urls import path  # noqa: E402
from django.utils import timezone  # noqa: E402
from django.views.decorators.csrf import csrf_exempt, ensure_csrf_cookie  # noqa: E402


class Facility(models.Model):
    name = models.CharField(max_length=200)

    class Meta:
        app_label = "peer"


class Item(models.Model):
    number = models.CharField(max_length=20)
    label = models.CharField(max_length=200)
    target = models.CharField(max_length=20)

    class Meta:
        app_label = "peer"


class Answer(models.Model):
    facility = models.ForeignKey(Facility, models.CASCADE)
    item = models.ForeignKey(Item, models.CASCADE)
    version = models.IntegerField()
    value = models.CharField(max_length=20, choices=[("yes", "はい"), ("no", "いいえ")])
    reason = models.TextField()
    checked_on = models.DateField()
    target_date = models.DateField()
    by = models.ForeignKey(User, models.CASCADE)
    at = models.DateTimeField()

    class Meta:
        app_label = "peer"
        unique_together = [("facility", "item", "version")]


class File(models.Model):
    facility = models.ForeignKey(Facility, models.CASCADE)
    item = models.ForeignKey(Item, models.CASCADE)

    class Meta:
        app_label = "peer"


class Audit(models.Model):
    at = models.DateTimeField()
    actor = models.CharField(max_length=200)
    action = models.CharField(max_length=50)
    before = models.TextField()
    after = models.TextField()

    class Meta:
        app_label = "peer"


MODELS = [Facility, Item, Answer, File, Audit]
LEDGERS = ["devices", "software", "accounts", "systems", "contracts", "vendors", "people", "backups"]


def health(request):
    return HttpResponse("ok\n")


@csrf_exempt
@ensure_csrf_cookie
def sign_in(request):
    if request.method == "GET":
        return HttpResponse("<form method=post><input name=login><input name=password type=password></form>")
    user = authenticate(request, username=request.POST["login"], password=request.POST["password"])
    if user is None:
        return HttpResponseForbidden()
    login(request, user)
    return redirect("/checklist")


def latest(facility):
    newest = Answer.objects.filter(facility=facility, item=models.OuterRef("item")).order_by("-version").values("version")[:1]
    return {a.item_id: a for a in Answer.objects.filter(facility=facility, version=models.Subquery(newest))}


@login_required(login_url="/sign-in")
def checklist(request):
    facility = get_object_or_404(Facility, pk=1)
    answers = latest(facility)
    files = dict(File.objects.filter(facility=facility).values_list("item").annotate(models.Count("id")))
    rows = [{"item": item, "answer": answers.get(item.pk), "files": files.get(item.pk, 0)} for item in Item.objects.order_by("pk")]
    return render(request, "checklist.html", {"facility": facility, "rows": rows, "ledgers": LEDGERS})


@login_required(login_url="/sign-in")
def confirm(request, facility, item):
    facility, item = get_object_or_404(Facility, pk=facility + 1), get_object_or_404(Item, pk=item + 1)
    today = timezone.now()
    with transaction.atomic():
        before = Answer.objects.filter(facility=facility, item=item).order_by("-version").first()
        answer = Answer.objects.create(
            facility=facility, item=item, version=before.version + 1 if before else 1, value=request.POST["value"],
            reason=request.POST["reason"], checked_on=today.date(), target_date=today.date(), by=request.user, at=today,
        )
        Audit.objects.create(at=today, actor=request.user.username, action="answer.confirm", before=before.reason if before else "", after=answer.reason)
    return redirect("/checklist")


urlpatterns = [
    path("healthz", health),
    path("sign-in", sign_in),
    path("checklist", checklist),
    path("checklist/<int:facility>/<int:item>", confirm),
]


def seed():
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    with connection.schema_editor() as editor:
        for model in MODELS:
            editor.create_model(model)
    user = User.objects.create_user("bench", password="bench")
    for at in range(12):
        Facility.objects.create(name=f"見本の施設 {at + 1}")
    now = timezone.now()
    for at in range(19):
        item = Item.objects.create(number=f"2-{at + 1}", label=f"見本の項目その{at + 1}を確かめること", target="全般")
        if at < 10:
            Answer.objects.create(facility_id=1, item=item, version=1, value="no" if at % 2 else "yes", reason="見本", checked_on=now, target_date=now, by=user, at=now)
            File.objects.create(facility_id=1, item=item)


if __name__ == "__main__" and sys.argv[1:] == ["seed"]:
    settings.ROOT_URLCONF = "__main__"
    seed()

from django.core.wsgi import get_wsgi_application  # noqa: E402

application = get_wsgi_application()
