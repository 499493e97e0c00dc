"""Manifests of Ruby, JavaScript and PHP, and what they name."""

from tests.scan.manifests.case import Case

SCRIPTED = {
    "Gemfile": Case(
        "Gemfile",
        """
        source 'https://rubygems.org'
        # gem 'clever-ruby', '0.1'
        gem 'clever-ruby', '~> 0.14.0' # old
        gem "clever-ruby", ">= 0.5", "< 1", require: false
        gem('clever-ruby', :git => 'git://github.com/acme/clever-ruby.git', :branch => 'old')
        gem 'clever-ruby',
            '0.13.0',
            group: :sync
        gem 'clever-ruby', github: 'acme/clever-ruby', tag: 'v0.9.0'
        gem 'clever-ruby', path: 'vendor/clever-ruby'
        git 'https://github.com/acme/gems.git' do
          group :sync do
            gem 'clever-ruby'
          end
          gem 'omniauth-clever', '1.2.2'
        end
        gem 'omniauth-clever' if ENV['CLEVER']
        gem name
        """,
        (
            "3:6 clever-ruby ~> 0.14.0 {clever-ruby', '~> 0.14.0'}",
            '4:6 clever-ruby >= 0.5, < 1 {clever-ruby", ">= 0.5", "< 1"}',
            "5:6 clever-ruby git acme/clever-ruby old {clever-ruby}",
            "6:6 clever-ruby 0.13.0 {clever-ruby}",
            "9:6 clever-ruby git acme/clever-ruby v0.9.0 {clever-ruby}",
            "10:6 clever-ruby path vendor/clever-ruby {clever-ruby}",
            "13:10 clever-ruby git acme/gems {clever-ruby}",
            "15:8 omniauth-clever 1.2.2 git acme/gems {omniauth-clever', '1.2.2'}",
            "17:6 omniauth-clever {omniauth-clever}",
        ),
    ),
    "gemspec": Case(
        "clever-sync.gemspec",
        """
        Gem::Specification.new do |spec|
          spec.name = "clever-sync"
          spec.add_dependency "clever-ruby", "~> 0.14"
          spec.add_runtime_dependency('omniauth-clever', ['>= 1.0'])
          spec.add_development_dependency %q<clever-ruby>, "0.13.1"
          # spec.add_dependency "clever-ruby", "0.1"
        end
        """,
        (
            "(own) 2:16 clever-sync {clever-sync}",
            '3:24 clever-ruby ~> 0.14 {clever-ruby", "~> 0.14"}',
            "4:32 omniauth-clever >= 1.0 {omniauth-clever', ['>= 1.0'}",
            '5:38 clever-ruby 0.13.1 {clever-ruby>, "0.13.1"}',
        ),
    ),
    "Gemfile.lock": Case(
        "Gemfile.lock",
        """
        GIT
          remote: git://github.com/acme/clever-ruby.git
          revision: 0123
          branch: old
          specs:
            clever-ruby (0.13.1)
              multi_json (~> 1.6)
        PATH
          remote: vendor/omniauth-clever
          specs:
            omniauth-clever (1.2.2)
        GEM
          remote: https://rubygems.org/
          specs:
            clever-ruby (0.14.0)
            sync (1.0)
              clever-ruby (>= 0.5)

        DEPENDENCIES
          clever-ruby!
        """,
        (
            "(lock) 6:5 clever-ruby 0.13.1 git acme/clever-ruby old {clever-ruby (0.13.1)}",
            "(lock) 11:5 omniauth-clever 1.2.2 path vendor/omniauth-clever {omniauth-clever (1.2.2)}",
            "(lock) 15:5 clever-ruby 0.14.0 {clever-ruby (0.14.0)}",
            "(lock) 16:5 sync 1.0 {sync (1.0)}",
        ),
    ),
    "package.json": Case(
        "package.json",
        """
        {
          "name": "rosters",
          "scripts": {"clever": "node sync.js"},
          "dependencies": {"clever": "^0.9.1", "clever-v1": "npm:clever@0.9.0"},
          "devDependencies": {
            "clever": "github:Clever/clever-js#v0.9.1"
          },
          "optionalDependencies": {"clever": "git+https://github.com/acme/clever-js.git#semver:^0.9"},
          "peerDependencies": {"clever": "https://registry.npmjs.org/clever/-/clever-0.9.1.tgz"},
          "dependenciesMeta": {"clever": {"injected": true}}
        }
        """,
        (
            "(own) 2:12 rosters {rosters}",
            '4:21 clever ^0.9.1 {clever": "^0.9.1}',
            '4:41 clever 0.9.0 {clever-v1": "npm:clever@0.9.0}',
            '6:6 clever git clever/clever-js v0.9.1 {clever": "github:Clever/clever-js#v0.9.1}',
            '8:29 clever git acme/clever-js ^0.9 {clever": "git+https://github.com/acme/clever-js.git#semver:^0.9}',
            '9:25 clever 0.9.1 {clever": "https://registry.npmjs.org/clever/-/clever-0.9.1.tgz}',
        ),
    ),
    "package.json with other addresses": Case(
        "package.json",
        """
        {"dependencies": {
          "clever": "acme/clever-js#old",
          "a": "file:../clever",
          "b": "workspace:*",
          "c": "https://github.com/acme/clever-js/archive/refs/tags/v0.9.1.tar.gz",
          "d": "git@github.com:acme/clever-js.git",
          "e": "https://github.com/acme/clever-js",
          "f": "*"
        }}
        """,
        (
            '2:4 clever git acme/clever-js old {clever": "acme/clever-js#old}',
            '3:4 a path ../clever {a": "file:../clever}',
            '4:4 b path * {b": "workspace:*}',
            '5:4 c git acme/clever-js v0.9.1 {c": "https://github.com/acme/clever-js/archive/refs/tags/v0.9.1.tar.gz}',
            '6:4 d git acme/clever-js {d": "git@github.com:acme/clever-js.git}',
            '7:4 e git acme/clever-js {e": "https://github.com/acme/clever-js}',
            '8:4 f * {f": "*}',
        ),
    ),
    "package-lock.json, first form": Case(
        "package-lock.json",
        """
        {"name": "rosters", "lockfileVersion": 1, "dependencies": {
          "clever": {
            "version": "0.9.1",
            "requires": {"async": "~0.2.5"},
            "dependencies": {"async": {"version": "0.2.10"}}
          },
          "other": {"version": "git+ssh://git@github.com/acme/clever-js.git#0123"}
        }}
        """,
        (
            "(lock) 3:17 clever 0.9.1 {0.9.1}",
            "(lock) 5:44 async 0.2.10 {0.2.10}",
            "(lock) 7:25 other git acme/clever-js 0123 {git+ssh://git@github.com/acme/clever-js.git#0123}",
        ),
    ),
    "package-lock.json, second form": Case(
        "package-lock.json",
        """
        {"name": "rosters", "lockfileVersion": 2,
         "packages": {
          "": {"name": "rosters", "version": "1.0.0", "dependencies": {"clever": "^0.9.1"}},
          "node_modules/clever": {"version": "0.9.1"},
          "node_modules/a/node_modules/old": {"name": "clever", "version": "0.8.0"},
          "packages/clever": {"version": "1.0.0"}},
         "dependencies": {"clever": {"version": "0.9.1"}}
        }
        """,
        ("(lock) 4:39 clever 0.9.1 {0.9.1}", "(lock) 5:69 clever 0.8.0 {0.8.0}"),
    ),
    "yarn.lock, classic": Case(
        "yarn.lock",
        """
        # yarn lockfile v1

        async@~0.2.5:
          version "0.2.10"

        clever@^0.9.0, clever@^0.9.1:
          version "0.9.1"
          resolved "https://registry.yarnpkg.com/clever/-/clever-0.9.1.tgz#0123"
          dependencies:
            async "~0.2.5"

        "old@npm:clever@0.8.0":
          version "0.8.0"

        "clever@git+https://github.com/acme/clever-js.git#old":
          version "0.7.0"

        "@acme/clever@^1.0.0":
          version "1.0.0"
        """,
        (
            "(lock) 4:12 async 0.2.10 {0.2.10}",
            "(lock) 7:12 clever 0.9.1 {0.9.1}",
            "(lock) 13:12 clever 0.8.0 {0.8.0}",
            "(lock) 16:12 clever 0.7.0 git acme/clever-js old {0.7.0}",
            "(lock) 19:12 @acme/clever 1.0.0 {1.0.0}",
        ),
    ),
    "yarn.lock, berry": Case(
        "yarn.lock",
        """
        __metadata:
          version: 6

        "clever@npm:^0.9.1, clever@npm:0.9.1":
          version: 0.9.1
          resolution: "clever@npm:0.9.1"
          languageName: node

        "clever@acme/clever-js#old":
          version: 0.7.0
          resolution: "clever@https://github.com/acme/clever-js.git#commit=0123"

        "rosters@workspace:.":
          version: 0.0.0-use.local
          resolution: "rosters@workspace:."
        """,
        (
            "(lock) 5:12 clever 0.9.1 {0.9.1}",
            "(lock) 10:12 clever 0.7.0 git acme/clever-js {0.7.0}",
        ),
    ),
    "pnpm-lock.yaml": Case(
        "pnpm-lock.yaml",
        """
        lockfileVersion: '9.0'
        importers:
          .:
            dependencies:
              clever:
                specifier: ^0.9.1
                version: 0.9.1
        packages:
          clever@0.9.1:
            resolution: {integrity: sha512-0}
          '@acme/clever@1.0.0(react@18.0.0)':
            resolution: {integrity: sha512-0}
          /clever/0.8.0:
            resolution: {integrity: sha512-0}
          /clever@0.8.1:
            resolution: {integrity: sha512-0}
          github.com/acme/clever-js/0123abc:
            resolution: {tarball: x}
            name: clever
            version: 0.7.0
        snapshots:
          clever@0.9.1:
            dependencies: {}
        """,
        (
            "(lock) 9:3 clever 0.9.1 {clever@0.9.1}",
            "(lock) 11:4 @acme/clever 1.0.0 {@acme/clever@1.0.0}",
            "(lock) 13:3 clever 0.8.0 {/clever/0.8.0}",
            "(lock) 15:3 clever 0.8.1 {/clever@0.8.1}",
            "(lock) 17:3 clever 0.7.0 git acme/clever-js 0123abc {github.com/acme/clever-js/0123abc}",
        ),
    ),
    "composer.json": Case(
        "composer.json",
        """
        {"name": "acme/Rosters",
         "require": {
          "php": ">=7.1",
          "Clever/Clever": "~0.5"},
         "require-dev": {"clever/clever": "dev-master#0123", "schoolrunner/oauth2-clever": "dev-x as 1.0"},
         "suggest": {"clever/clever": "for rosters"}}
        """,
        (
            "(own) 1:11 acme/rosters {acme/Rosters}",
            '3:4 php >=7.1 {php": ">=7.1}',
            '4:4 clever/clever ~0.5 {Clever/Clever": "~0.5}',
            '5:19 clever/clever git  master {clever/clever": "dev-master#0123}',
            '5:55 schoolrunner/oauth2-clever 1.0 {schoolrunner/oauth2-clever": "dev-x as 1.0}',
        ),
    ),
    "composer.lock": Case(
        "composer.lock",
        """
        {"packages": [
          {"name": "clever/clever", "version": "v0.5.0",
           "source": {"type": "git", "url": "https://github.com/Clever/clever-php.git", "reference": "0123"},
           "require": {"php": ">=5.3"}}],
         "packages-dev": [
          {"name": "clever/clever", "version": "dev-master", "source": {"url": "https://github.com/acme/clever-php"}}]}
        """,
        (
            "(lock) 2:41 clever/clever v0.5.0 {v0.5.0}",
            "(lock) 6:41 clever/clever git acme/clever-php master {dev-master}",
        ),
    ),
}
