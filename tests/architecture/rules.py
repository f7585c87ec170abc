"""Rules over the source, each with what it must find and what it must let pass.

A rule answers with places, ``file::Class.function``. What it allows stands beside it with the reason; an allowance that
nothing needs any more is a fault itself.
"""

import ast
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from tests.architecture.sources import APPS, ROOT, place, syntax_of, templates

# Modules that meet a request: what they read, a reader sees.
DELIVERY = re.compile(r"(^|/)(views|views/\w+|http|context_processors|wagtail_hooks|middleware)\.py$")
REQUEST_DATA = {"GET", "POST", "FILES", "COOKIES", "META", "headers", "body", "cleaned_data", "session"}
LOG_METHODS = {"debug", "info", "warning", "error", "exception", "critical", "log"}
SINGLE = {"get", "get_object_or_404", "aget", "first", "in_bulk"}
KEYS = {"pk", "id", "public_id"}


Node = TypeVar("Node", bound=ast.AST)


@dataclass(frozen=True)
class Source:
    """One file as a rule reads it; ``owners`` says in which class and function a node stands."""

    name: str
    tree: ast.Module
    owners: Mapping[ast.AST, str]

    @classmethod
    def read(cls, name: str, tree: ast.Module) -> "Source":
        owners: dict[ast.AST, str] = {}

        def walk(node: ast.AST, owner: str) -> None:
            named = isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
            inner = f"{owner}.{node.name}".lstrip(".") if named else owner
            owners[node] = inner
            for child in ast.iter_child_nodes(node):
                walk(child, inner)

        walk(tree, "")
        return cls(name, tree, owners)

    @property
    def is_delivery(self) -> bool:
        return bool(DELIVERY.search(self.name))

    def nodes(self, kind: type[Node]) -> Iterator[Node]:
        return (node for node in ast.walk(self.tree) if isinstance(node, kind))

    def place(self, node: ast.AST) -> str:
        return f"{self.name}::{self.owners[node]}"

    def calls(self) -> Iterator[tuple[ast.Call, str]]:
        """Every call with the last part of the name that is called."""
        for node in self.nodes(ast.Call):
            yield node, last_name(node.func)


def last_name(node: ast.AST) -> str:
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def chain(node: ast.AST) -> list[str]:
    """The names along ``a.b(...).c``, from the left."""
    names: list[str] = []
    while True:
        if isinstance(node, ast.Attribute):
            names.append(node.attr)
            node = node.value
        elif isinstance(node, ast.Call):
            node = node.func
        elif isinstance(node, ast.Subscript):
            node = node.value
        else:
            names.append(getattr(node, "id", ""))
            return names[::-1]


def mentions(node: ast.AST, words: set[str]) -> bool:
    return any(last_name(inner) in words for inner in ast.walk(node))


def is_put_together(node: ast.AST) -> bool:
    """A text that is not one constant: f-string, ``+``, ``%``, ``.format()``."""
    if isinstance(node, ast.JoinedStr):
        return True
    if isinstance(node, ast.BinOp):
        return isinstance(node.op, ast.Add | ast.Mod)
    return isinstance(node, ast.Call) and last_name(node.func) in {"format", "format_map", "join", "replace"}


Find = Callable[[Source], Iterator[ast.AST]]


@dataclass(frozen=True)
class Rule:
    """What must not stand in our source. It must find each of ``bad`` by itself and let each of ``fine`` pass."""

    name: str
    find: Find
    bad: tuple[str, ...]
    fine: tuple[str, ...] = ()
    allowed: Mapping[str, str] = field(default_factory=dict)
    file: str = "room/views.py"  # under which name the controls are read
    with_migrations: bool = False

    def places(self, source: Source) -> set[str]:
        return {source.place(node) for node in self.find(source)}

    def control(self, text: str) -> set[str]:
        return self.places(Source.read(self.file, ast.parse(text)))


def sources(*, with_migrations: bool) -> Iterator[Source]:
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            if with_migrations or "migrations" not in path.parts:
                yield Source.read(place(path), syntax_of(path))


# --- what a view may read


def manager_without_visible_to(source: Source) -> Iterator[ast.AST]:
    """``Model.objects`` in a view goes on with ``visible_to``."""
    if not source.is_delivery:
        return
    named = {node.value: node.attr for node in source.nodes(ast.Attribute)}
    for node in source.nodes(ast.Attribute):
        if node.attr in {"objects", "_default_manager", "_base_manager"} and named.get(node) != "visible_to":
            yield node
    for call, name in source.calls():
        bare = name in {"get_object_or_404", "get_list_or_404"} and call.args and isinstance(call.args[0], ast.Name)
        if name == "get_model" or (bare and call.args[0].id[:1].isupper()):  # type: ignore[attr-defined]
            yield call


def got_by_key(source: Source) -> Iterator[ast.AST]:
    """A row by its key out of something that did not ask who looks."""
    if not source.is_delivery:
        return
    for call, name in source.calls():
        if name not in SINGLE - {"get_object_or_404", "first"} or not isinstance(call.func, ast.Attribute):
            continue
        keys = {(word.arg or "**").removesuffix("__exact") for word in call.keywords}
        if keys & KEYS and "visible_to" not in chain(call.func):
            yield call


# --- what a request may say


def spread_into_query(source: Source) -> Iterator[ast.AST]:
    """``**`` in a query lets whoever fills the mapping choose columns and lookups."""
    verbs = {"filter", "exclude", "get", "aget", "Q", "get_or_create", "update_or_create", "annotate", "order_by"}
    for call, name in source.calls():
        spread = [word.value for word in call.keywords if word.arg is None]
        is_query = name in verbs and spread and chain(call.func)[0] != "super"
        is_writing = name in {"create", "update"} and any(mentions(value, REQUEST_DATA) for value in spread)
        if is_query or is_writing:
            yield call


def ordered_by_a_request(source: Source) -> Iterator[ast.AST]:
    """The order of a list is a constant or an expression of ours."""
    for call, name in source.calls():
        if name not in {"order_by", "values", "values_list", "only", "defer", "distinct"}:
            continue
        for argument in call.args:
            is_ours = isinstance(argument, ast.Constant | ast.Call) and not mentions(argument, REQUEST_DATA)
            if not is_ours:
                yield argument


def redirected_by_a_request(source: Source) -> Iterator[ast.AST]:
    """Where a reader is sent is ours to say."""
    doors = {"redirect", "HttpResponseRedirect", "HttpResponsePermanentRedirect"}
    for call, name in source.calls():
        if name in doors and any(mentions(argument, REQUEST_DATA) for argument in call.args):
            yield call


def every_field(source: Source) -> Iterator[ast.AST]:
    """A form names its fields: a column added later is not writable by accident."""
    for node in source.nodes(ast.Assign):
        targets = {last_name(target) for target in node.targets}
        value = node.value
        is_all = "fields" in targets and isinstance(value, ast.Constant) and value.value == "__all__"
        if source.owners[node].endswith(".Meta") and (is_all or "exclude" in targets):
            yield node
    for call, name in source.calls():
        if name.endswith(("form_factory", "formset_factory")):
            for word in call.keywords:
                if word.arg == "exclude" or (isinstance(word.value, ast.Constant) and word.value.value == "__all__"):
                    yield call


# --- what is executed


def sql_put_together(source: Source) -> Iterator[ast.AST]:
    """SQL is a constant with parameters."""
    for call, name in source.calls():
        is_sent = name in {"execute", "executemany", "RunSQL"} and call.args
        if name in {"extra", "raw", "RawSQL"} or (is_sent and not isinstance(call.args[0], ast.Constant)):
            yield call


def code_run_from_text(source: Source) -> Iterator[ast.AST]:
    """Nothing is run that was a text or bytes before."""
    for call, name in source.calls():
        if name in {"eval", "exec", "compile", "__import__"} and isinstance(call.func, ast.Name):
            yield call
        root = chain(call.func)
        if root[0] == "yaml" and root[-1] not in {"safe_load", "safe_dump"}:
            yield call
        if any(word.arg == "shell" and not is_false(word.value) for word in call.keywords):
            yield call
        if root[0] == "os" and root[-1] in {"system", "popen"}:
            yield call
    for node in source.nodes(ast.Import):
        if {name.name.partition(".")[0] for name in node.names} & UNPACKERS:
            yield node
    for node in source.nodes(ast.ImportFrom):
        if (node.module or "").partition(".")[0] in UNPACKERS:
            yield node


UNPACKERS = {"pickle", "marshal", "shelve", "dill", "cloudpickle", "jsonpickle"}


def is_false(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and node.value is False


def pattern_that_runs_away(source: Source) -> Iterator[ast.AST]:
    """A repeat without end inside another: some text makes the search take for ever (ReDoS)."""
    for call, name in source.calls():
        is_pattern = chain(call.func)[0] == "re" or name in {"re_path", "RegexValidator"}
        text = call.args[0].value if call.args and isinstance(call.args[0], ast.Constant) else None
        flags = re.VERBOSE if mentions(call, {"VERBOSE", "X"}) else 0
        if is_pattern and isinstance(text, str) and endless_depth(re._parser.parse(text, flags)) > 1:
            yield call


def endless_depth(parsed: Any) -> int:
    """How deep repeats without end lie in one another."""
    if isinstance(parsed, tuple) and parsed and str(parsed[0]) in {"MAX_REPEAT", "MIN_REPEAT"}:
        _lowest, most, inner = parsed[1]
        return endless_depth(inner) + (most == re._constants.MAXREPEAT)
    if isinstance(parsed, tuple | list | re._parser.SubPattern):
        return max(map(endless_depth, parsed), default=0)
    return 0


def markup_believed(source: Source) -> Iterator[ast.AST]:
    """What is called safe was made by us from what is escaped."""
    for call, name in source.calls():
        if name in {"mark_safe", "SafeString", "SafeText"}:
            yield call
        elif name in {"format_html", "format_html_join", "Template"} and call.args:
            pattern = call.args[1] if name == "format_html_join" and len(call.args) > 1 else call.args[0]
            if is_put_together(pattern) or mentions(pattern, REQUEST_DATA):
                yield call


# --- what guards


def assert_that_guards(source: Source) -> Iterator[ast.AST]:
    """An assert is gone under ``python -O``: it may tell a type to the type checker, never refuse anything."""
    for node in source.nodes(ast.Assert):
        if not all(is_about_type(part) for part in parts_of(node.test)):
            yield node


def parts_of(test: ast.expr) -> list[ast.expr]:
    return test.values if isinstance(test, ast.BoolOp) else [test]


def is_about_type(test: ast.expr) -> bool:
    if isinstance(test, ast.Call):
        return last_name(test.func) in {"isinstance", "issubclass"}
    is_none = isinstance(test, ast.Compare) and isinstance(test.comparators[0], ast.Constant)
    return is_none and isinstance(test.ops[0], ast.Is | ast.IsNot) and test.comparators[0].value is None


def guard_taken_off(source: Source) -> Iterator[ast.AST]:
    """The check of the sender's token stays on."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Name | ast.Attribute) and last_name(node) in {"csrf_exempt", "xframe_options_exempt"}:
            yield node


def power_of_a_superuser(source: Source) -> Iterator[ast.AST]:
    """A right comes from an appointment: Django's own flags give none."""
    for node in source.nodes(ast.Attribute):
        if node.attr in {"is_superuser", "is_staff", "has_perm", "has_perms"} and isinstance(node.ctx, ast.Load):
            yield node


def logged_in_full(source: Source) -> Iterator[ast.AST]:
    """Logs hold ids and codes: no bodies, forms, headers, addresses, names, secrets."""
    told = REQUEST_DATA | {"email", "password", "token", "secret", "payload"}
    told |= {"given_names", "family_names", "full_name"}
    for call, name in source.calls():
        root = chain(call.func)
        is_log = isinstance(call.func, ast.Attribute) and root[0] in {"log", "logger", "logging"}
        if name in LOG_METHODS and is_log:
            values = [*call.args, *(word.value for word in call.keywords)]
            if any(mentions(value, told) or any(is_put_together(part) for part in ast.walk(value)) for value in values):
                yield call


def kept_outside_the_session(source: Source) -> Iterator[ast.AST]:
    """A cookie is set with all its guards, by the framework or at a place that says why."""
    for call, name in source.calls():
        if name in {"set_cookie", "set_signed_cookie"}:
            yield call


RULES = [
    Rule(
        "what a view reads comes through visible_to",
        manager_without_visible_to,
        bad=(
            "def view(request, pk):\n    return Award.objects.get(pk=pk)",
            "def view(request, pk):\n    return get_object_or_404(Award, pk=pk)",
            "def view(request, pk):\n    return get_object_or_404(Award.objects.all(), pk=pk)",
            "def view(request):\n    return Award._default_manager.filter(person=request.user.person)",
            "def view(request):\n    return apps.get_model('certificates', 'Award')",
        ),
        fine=(
            "def view(request, pk):\n    return get_object_or_404(Award.objects.visible_to(request.user), pk=pk)",
            "def view(request, pk):\n    a = Award.objects.visible_to(user)\n    return get_object_or_404(a, pk=pk)",
        ),
        allowed={
            "live/views/calendar.py::ShowFeedView.get": "the secret in the address is the right; found by its digest",
            "network/views/invitations.py::AcceptInvitationView.get_invitation": "the signed link is the right",
            "network/views/entering.py::get_schools": "the names of schools are public",
            "certificates/views/register.py::ReadRegisterView.get": "none(), where the choice is unclear",
            "lms/desk/views/trail.py::ReadTrailView.entries": "whom the reader of the whole trail has chosen",
            "workshops/views/quiz.py::get_own_enrolment": "learning_of is narrower than visible_to: one's own",
            "workshops/views/player.py::get_reader": "learning_of is narrower than visible_to: one's own",
            "workshops/views/editions.py::get_own": "the reader's own enrolment",
            "lms/accounts/http.py::known_device": "compares a signed cookie with an address; answers yes or no only",
            "lms/desk/views/approvals.py::ListApprovalsView.get": "awaiting is narrower than visible_to",
        },
    ),
    Rule(
        "no row is got by its key without asking who looks",
        got_by_key,
        bad=(
            "def view(request, pk):\n    return edition.enrolments.get(pk=pk)",
            "def view(request, pk):\n    return rows.select_related('x').get(public_id=pk)",
            "def view(request, pk):\n    return rows.get(public_id__exact=pk)",
        ),
        fine=("def view(request, pk):\n    return Award.objects.visible_to(request.user).get(pk=pk)",),
    ),
    Rule(
        "no mapping is spread into a query",
        spread_into_query,
        bad=(
            "def view(request):\n    return rows.filter(**request.GET.dict())",
            "def read(words):\n    return rows.exclude(**words)",
            "def read(words):\n    return Q(**words)",
            "def view(request, form):\n    return rows.update(**form.cleaned_data)",
        ),
        fine=("def read(words):\n    return rows.filter(name=words['name'])",),
        allowed={
            "network/services/reference.py::_Seeder.keep": "natural keys of our own data files",
            "network/services/reference.py::_Seeder.retire": "natural keys of our own data files",
            "media/vault/rotation.py::_rows": "the column is a field of a model of ours",
            "media/vault/rotation.py::_rotate_text": "the column is a field of a model of ours",
            "lms/rights/rows.py::_condition": "lookups declared in data_protection.yaml, checked when read",
            "network/querysets.py::AppointmentQuerySet.lent_to": "lookups named by our own callers",
            "lms/common/windows.py::read_window": "the column is named by our own views",
            "lms/desk/trail.py::get_entries": "columns named there",
            "workshops/querysets.py::_editions_with": "called in visible_to alone, with names that stand there",
        },
    ),
    Rule(
        "lists are ordered by us",
        ordered_by_a_request,
        bad=(
            "def view(request):\n    return rows.order_by(request.GET['sort'])",
            "def view(request):\n    return rows.order_by(wanted)",
            "def view(request):\n    return rows.order_by(f'-{wanted}')",
            "def view(request):\n    return rows.values(*wanted)",
        ),
        fine=("def read():\n    return rows.order_by('-pk', F('name').asc())",),
        allowed={
            "media/vault/rotation.py::_rows": "names of fields of a model of ours, in only()",
            "lms/common/windows.py::read_window": "the column is named by our own views",
            "lms/accounts/backends.py::_accounts": "names of fields of a model of ours",
        },
    ),
    Rule(
        "no reader is sent where the request says",
        redirected_by_a_request,
        bad=(
            "def view(request):\n    return redirect(request.GET['next'])",
            "def view(request):\n    return HttpResponseRedirect(request.META.get('HTTP_REFERER'))",
        ),
        fine=("def view(request):\n    return redirect('desk:desk')",),
    ),
    Rule(
        "forms name their fields",
        every_field,
        bad=(
            "class Form(ModelForm):\n    class Meta:\n        fields = '__all__'",
            "class Form(ModelForm):\n    class Meta:\n        exclude = ['state']",
            "def make():\n    return modelform_factory(Award, fields='__all__')",
        ),
        fine=("class Form(ModelForm):\n    class Meta:\n        fields = ['name']",),
        file="room/forms.py",
    ),
    Rule(
        "SQL is a constant",
        sql_put_together,
        bad=(
            "def read(cursor, name):\n    cursor.execute(f'SELECT {name}')",
            "def read(cursor, name):\n    cursor.execute('SELECT %s' % name)",
            "def read(cursor, query):\n    cursor.execute(query, [1])",
            "def read():\n    return rows.extra(where=['1=1'])",
            "def read():\n    return Award.objects.raw('SELECT 1')",
            "def read():\n    return RawSQL('1', [])",
        ),
        fine=("def read(cursor):\n    cursor.execute('SELECT %s', [1])",),
        file="room/selectors.py",
        with_migrations=True,
        allowed={
            "lms/common/prepared.py::PreparedQuery.rows": "put together by Django out of a query set",
            "lms/records/ledger.py::present_guards": "one of two constants, by the kind of database",
            "lms/records/migrations/0004_guards.py::guard": "constants that stand above it",
            "lms/records/migrations/0004_guards.py::unguard": "names that stand above it",
        },
    ),
    Rule(
        "no text becomes code",
        code_run_from_text,
        bad=(
            "def run(text):\n    return eval(text)",
            "def run(text):\n    exec(text)",
            "import pickle",
            "from marshal import loads",
            "def run(text):\n    return yaml.load(text)",
            "def run(text):\n    return yaml.unsafe_load(text)",
            "def run(text):\n    subprocess.run(text, shell=True)",
            "def run(text):\n    os.system(text)",
        ),
        fine=(
            "def run(text):\n    return yaml.safe_load(text)",
            "def run(text):\n    subprocess.run([text], shell=False)",
            "def run(text):\n    return re.compile(text)",
        ),
        file="room/services.py",
        with_migrations=True,
    ),
    Rule(
        "no pattern runs away",
        pattern_that_runs_away,
        bad=(
            "A = re.compile(r'^(a+)+$')",
            "def read(text):\n    return re.match(r'(\\w+\\s?)*x', text)",
            "urlpatterns = [re_path(r'^(?P<a>([a-z]*-)*)$', view)]",
        ),
        fine=("A = re.compile(r'^[a-z]+-[a-z]*$')", "A = re.compile(r'(a{1,5}b)*')"),
        allowed={
            "lms/common/matrix.py::": "reads our own file; what parts the words cannot stand in one",
            "lms/settings/environment.py::": "reads the operator's file; the hyphen cannot stand in a part",
            "lms/common/logs.py::": "the dot that parts a domain cannot stand in a part",
        },
        file="room/services.py",
    ),
    Rule(
        "markup is believed where we made it",
        markup_believed,
        bad=(
            "def draw(text):\n    return mark_safe(text)",
            "def draw(text):\n    return SafeString(text)",
            "def draw(text):\n    return format_html(f'<b>{text}</b>')",
            "def draw(text):\n    return format_html('<b>' + text)",
            "def draw(text):\n    return Template(f'{text}')",
        ),
        fine=("def draw(text):\n    return format_html('<b>{}</b>', text)",),
        allowed={
            "lms/accounts/forms.py::mark_selected": "one of two constants",
            "workshops/views/lesson_body.py::render_lesson_body": "lessons are made safe when frozen",
        },
    ),
    Rule(
        "the guards of a view stay on",
        guard_taken_off,
        bad=(
            "@csrf_exempt\ndef view(request):\n    pass",
            "@method_decorator([csrf_exempt], name='dispatch')\nclass V(View):\n    pass",
            "view = decorators.csrf_exempt(view)",
        ),
        allowed={
            "certificates/views/public.py::PublicView": "nobody is signed in; other origins are refused",
            "live/views/machine.py::ReceiveEventView": "a bearer token, no cookie",
            "live/views/machine.py::ReceiveJaasEventView": "a signature over the body, no cookie",
            "live/views/practice.py::PracticeView": "the pass made for this room, no cookie",
        },
    ),
    Rule(
        "an assert guards nothing",
        assert_that_guards,
        bad=(
            "def act(user):\n    assert user.is_active",
            "def act(user):\n    assert can_appoint(user)",
            "def act(user):\n    assert user is not None and user.is_active",
        ),
        fine=("def act(user):\n    assert user is not None\n    assert isinstance(user, User)",),
        file="room/services.py",
    ),
    Rule(
        "rights come from appointments",
        power_of_a_superuser,
        bad=(
            "def can(user):\n    return user.is_superuser",
            "def can(user):\n    return user.has_perm('x.y')",
        ),
        file="room/permissions.py",
        allowed={
            "lms/accounts/middleware.py::EditorsDoorMiddleware.process_view": "it only closes Wagtail's",
            "media/models.py::NetworkDocumentQuerySet.visible_to": "Wagtail's editors read the papers they edit",
        },
    ),
    Rule(
        "logs hold ids",
        logged_in_full,
        bad=(
            "def view(request):\n    log.info('sent', extra={'body': request.body})",
            "def view(request):\n    logger.warning('bad form', extra={'form': request.POST})",
            "def act(user):\n    log.info('invited', extra={'who': user.email})",
            "def act(user):\n    log.info(f'{user}')",
            "def act(user):\n    logging.error('x %s' % user)",
        ),
        fine=("def act(user):\n    log.info('invited', extra={'user_ref': user.public_id})",),
        file="room/services.py",
    ),
    Rule(
        "cookies are set by the framework",
        kept_outside_the_session,
        bad=("def view(response):\n    response.set_cookie('a', 'b')",),
        allowed={
            "lms/accounts/http.py::remember_device": "signed, HttpOnly, Secure in production; opens nothing (ADR 8)",
        },
    ),
]


# --- templates

BELIEVED = re.compile(r"{{\s*([^}|]+?)\s*\|[^}]*\b(?:safe|safeseq)\b[^}]*}}|{%\s*(autoescape\s+off)\s*%}")
BELIEVED_ALLOWED = {
    "lms/templates/mail/message.txt::autoescape off": "a mail in plain text; its HTML form escapes",
    "lms/templates/components/_field_notes.html::field.help_text": "words of our forms, never of a reader",
    "workshops/templates/workshops/blocks/text.html::block.value": "lessons are made safe when they are frozen",
    "workshops/templates/workshops/blocks/self_questions.html::line": "lessons are made safe when they are frozen",
    "workshops/templates/workshops/blocks/checklist.html::item": "lessons are made safe when they are frozen",
    "workshops/templates/workshops/blocks/table.html::cell": "lessons are made safe when they are frozen",
    "workshops/templates/workshops/blocks/table.html::cell.html": "lessons are made safe when they are frozen",
    "workshops/templates/workshops/blocks/decision.html::option.text": "lessons are made safe when they are frozen",
    "workshops/templates/workshops/blocks/decision.html::option.feedback": "lessons are made safe when they are frozen",
    "workshops/templates/workshops/blocks/summary.html::line": "lessons are made safe when they are frozen",
    "workshops/templates/workshops/blocks/timeline.html::moment.text": "lessons are made safe when they are frozen",
    "workshops/templates/workshops/blocks/cards.html::card.front": "lessons are made safe when they are frozen",
    "workshops/templates/workshops/blocks/cards.html::card.back": "lessons are made safe when they are frozen",
    "workshops/templates/workshops/blocks/footnotes.html::line": "lessons are made safe when they are frozen",
    "workshops/templates/workshops/case_play.html::option": "lessons are made safe when they are frozen",
    "workshops/templates/workshops/case_play.html::last.text": "lessons are made safe when they are frozen",
    "workshops/templates/workshops/case_play.html::last.why": "lessons are made safe when they are frozen",
    "workshops/templates/workshops/case_play.html::step.text": "lessons are made safe when they are frozen",
    "workshops/templates/workshops/case_play.html::step.why": "lessons are made safe when they are frozen",
    "workshops/templates/workshops/case_whole.html::option.text": "lessons are made safe when they are frozen",
    "workshops/templates/workshops/case_whole.html::option.feedback": "lessons are made safe when they are frozen",
}


def believed_in(text: str) -> list[str]:
    return [match[1] or match[2] for match in BELIEVED.finditer(text)]


def believed_in_templates() -> set[str]:
    def read(path: Path) -> set[str]:
        return {f"{place(path)}::{what}" for what in believed_in(path.read_text(encoding="utf-8"))}

    return set().union(*map(read, templates()))
