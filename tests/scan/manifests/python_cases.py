"""Manifests of Python, and what they name."""

from tests.scan.manifests.case import Case

PYTHON = {
    "requirements": Case(
        "requirements.txt",
        """
        # clever==1.0.0 was here
        -r base.txt
        flask
        clever==2.3.2  # the client
          Clever [extra] >= 2.0 , < 3 ; python_version < "3"
        clever==2.5.0 --hash=sha256:abc
        clever==2.5.0 \\
            --hash=sha256:abc
        """,
        (
            "3:1 flask {flask}",
            "4:1 clever ==2.3.2 {clever==2.3.2}",
            '5:3 clever >= 2.0 , < 3 {Clever [extra] >= 2.0 , < 3 ; python_version < "3"}',
            "6:1 clever ==2.5.0 {clever==2.5.0}",
            "7:1 clever ==2.5.0 {clever==2.5.0}",
        ),
    ),
    "requirements from repositories": Case(
        "requirements/base.txt",
        """
        git+https://github.com/Clever/clever-python@feature/x#egg=clever
        -e git+ssh://git@github.com/acme/clever-python.git@v2.3.1#egg=clever
        --editable git+https://github.com/acme/clever-python
        clever @ git+https://user:secret@github.com/acme/clever-python@main
        https://github.com/Clever/clever-python/archive/v2.3.2.tar.gz#egg=clever
        ./libs/clever
        clever @ file:///srv/clever
        """,
        (
            (
                "1:1 clever git clever/clever-python feature/x "
                "{git+https://github.com/Clever/clever-python@feature/x#egg=clever}"
            ),
            (
                "2:1 clever git acme/clever-python v2.3.1 "
                "{-e git+ssh://git@github.com/acme/clever-python.git@v2.3.1#egg=clever}"
            ),
            "3:1 git acme/clever-python {--editable git+https://github.com/acme/clever-python}",
            (
                "4:1 clever git acme/clever-python main "
                "{clever @ git+https://user:secret@github.com/acme/clever-python@main}"
            ),
            (
                "5:1 clever git clever/clever-python v2.3.2 "
                "{https://github.com/Clever/clever-python/archive/v2.3.2.tar.gz#egg=clever}"
            ),
            "7:1 clever path ///srv/clever {clever @ file:///srv/clever}",
        ),
    ),
    "setup.py": Case(
        "setup.py",
        """
        from setuptools import setup
        NEEDED = "clever is fine"
        requires = ['requests', 'clever>=2.0,<3']  # 'clever==1.0'
        setup(
            name='rosters_of-clever',
            author_name="x",
            install_requires=requires + ["clever==2.3.2"],
            tests_require=[
                # "clever==9",
                "clever == 2.3.1; python_version>'3'",
            ],
            extras_require={"clever": ["clever~=2.3"], 'x': ("six",)},
            classifiers=["clever"],
        )
        """,
        (
            "3:14 requests {requests}",
            "3:26 clever >=2.0,<3 {clever>=2.0,<3}",
            "7:35 clever ==2.3.2 {clever==2.3.2}",
            "10:10 clever == 2.3.1 {clever == 2.3.1; python_version>'3'}",
            "12:33 clever ~=2.3 {clever~=2.3}",
            "12:55 six {six}",
            "(own) 5:11 rosters-of-clever {rosters_of-clever}",
        ),
    ),
    "setup.cfg": Case(
        "setup.cfg",
        """
        [metadata]
        name = rosters
        [options]
        packages = find:
        install_requires =
            requests
            clever==2.3.2  # old
        # clever==1
        zip_safe = false
        tests_require = clever>=2
        [options.extras_require]
        sync = clever~=2.3
            ; not this
        [flake8]
        ignore = clever
        """,
        (
            "(own) 2:8 rosters {rosters}",
            "6:5 requests {requests}",
            "7:5 clever ==2.3.2 {clever==2.3.2}",
            "10:17 clever >=2 {clever>=2}",
            "12:8 clever ~=2.3 {clever~=2.3}",
        ),
    ),
    "pyproject.toml of the standard": Case(
        "pyproject.toml",
        """
        [project]
        name = "clever_rosters"
        dependencies = ["flask", "clever==2.3.2 ; python_version < '3.9'"]
        [project.optional-dependencies]
        sync = [
            'clever~=2.3',  # a remark, with "quotes"
        ]
        [dependency-groups]
        dev = ["clever>=2", {include-group = "test"}]
        [tool.uv]
        dev-dependencies = ["clever"]
        """,
        (
            "(own) 2:9 clever-rosters {clever_rosters}",
            "3:18 flask {flask}",
            "3:27 clever ==2.3.2 {clever==2.3.2 ; python_version < '3.9'}",
            "6:6 clever ~=2.3 {clever~=2.3}",
            "9:9 clever >=2 {clever>=2}",
            "11:22 clever {clever}",
        ),
    ),
    "pyproject.toml of uv": Case(
        "pyproject.toml",
        """
        [project]
        dependencies = ["clever"]
        [tool.uv.sources]
        clever = { git = "https://github.com/acme/clever-python.git", branch = "old" }
        """,
        ("2:18 clever git acme/clever-python old {clever}",),
    ),
    "pyproject.toml of Poetry": Case(
        "pyproject.toml",
        """
        [tool.poetry]
        name = "rosters"
        [tool.poetry.dependencies]
        python = "^3.11"
        clever = "~2.3"
        [tool.poetry.dev-dependencies]
        clever = { version = "2.3.2", optional = true }
        [tool.poetry.group.sync.dependencies.clever]
        git = "https://github.com/acme/clever-python.git"
        tag = "v2.3.2"
        """,
        (
            "(own) 2:9 rosters {rosters}",
            '4:1 python ^3.11 {python = "^3.11}',
            '5:1 clever ~2.3 {clever = "~2.3}',
            '7:12 clever 2.3.2 {version = "2.3.2}',
            '9:1 clever git acme/clever-python v2.3.2 {git = "https://github.com/acme/clever-python.git}',
        ),
    ),
    "poetry.lock": Case(
        "poetry.lock",
        """
        [[package]]
        name = "clever"
        version = "2.3.2"
        files = [{file = "clever-2.3.2.tar.gz", hash = "sha256:0"}]
        [package.dependencies]
        six = "*"
        [[package]]
        name = "Clever"
        version = "2.3.1"
        [package.source]
        type = "git"
        url = "https://github.com/acme/clever-python.git"
        reference = "old"
        resolved_reference = "abc"
        """,
        (
            "(lock) 3:12 clever 2.3.2 {2.3.2}",
            "(lock) 9:12 clever 2.3.1 git acme/clever-python old {2.3.1}",
        ),
    ),
    "uv.lock": Case(
        "uv.lock",
        """
        version = 1
        [[package]]
        name = "clever"
        version = "2.3.2"
        source = { registry = "https://pypi.org/simple" }
        [[package]]
        name = "clever-rosters"
        version = "0.1.0"
        source = { editable = "." }
        dependencies = [{ name = "clever" }]
        [[package]]
        name = "clever"
        version = "2.3.0"
        source = { git = "https://github.com/acme/clever-python?rev=old#0123" }
        """,
        (
            "(lock) 4:12 clever 2.3.2 {2.3.2}",
            "(lock) 13:12 clever 2.3.0 git acme/clever-python 0123 {2.3.0}",
        ),
    ),
    "Pipfile": Case(
        "Pipfile",
        """
        [[source]]
        url = "https://pypi.org/simple"
        [packages]
        clever = "*"
        [dev-packages]
        clever = {git = "https://github.com/acme/clever-python.git", ref = "old", editable = true}
        """,
        (
            '4:1 clever * {clever = "*}',
            '6:11 clever git acme/clever-python old {git = "https://github.com/acme/clever-python.git}',
        ),
    ),
    "Pipfile.lock": Case(
        "Pipfile.lock",
        """
        {"_meta": {"sources": []},
         "default": {
          "clever": {"hashes": ["sha256:0"], "index": "pypi", "version": "==2.3.2"}},
         "develop": {"clever": {"git": "https://github.com/acme/clever-python.git", "ref": "abc"}}}
        """,
        (
            "(lock) 3:67 clever 2.3.2 {==2.3.2}",
            "(lock) 4:33 clever git acme/clever-python abc {https://github.com/acme/clever-python.git}",
        ),
    ),
}
