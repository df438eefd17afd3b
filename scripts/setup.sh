#!/bin/sh
# Makes this checkout ready to run: system libraries and fonts for PDF, a Python environment in .venv, gridperf in it.
#
#   sh scripts/setup.sh run     what `make demo` needs
#   sh scripts/setup.sh dev     what `make test` and `make check` need besides (the default)
#
# It says what it is going to install before it installs anything, touches nothing outside .venv and .cache but the
# system packages it names, and leaves at once, without the network, when there is nothing left to do.
#
#   PYTHON=/path/to/python3   use this Python (3.11 or newer)
#   PDF=no                    leave out the libraries and fonts; everything but PDF works without them
#   POSTGRESQL=no              leave out the database server that `dev` adds where it can; its tests are skipped then
#
# Plain POSIX sh: it must run where nothing is installed yet.

set -eu

want=${1:-dev}
case $want in
    run | dev) ;;
    *) echo "usage: sh scripts/setup.sh [run|dev]" >&2; exit 2 ;;
esac

here=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)
cd "$here"
log=.cache/setup.log

# --- words ------------------------------------------------------------------------------------------------------------

case ${GRIDPERF_LANG:-${LC_ALL:-${LC_MESSAGES:-${LANG:-}}}} in
    zh* | ZH*) tongue=zh ;;
    *) tongue=en ;;
esac

# say ZH EN: one line for whoever watches.
say() {
    if [ "$tongue" = zh ]; then printf '%s\n' "$1"; else printf '%s\n' "$2"; fi
}

# stop ZH EN: why it cannot go on, in one sentence of each language, and where the details are.
stop() {
    {
        printf '\n%s\n%s\n' "$1" "$2"
        if [ -s "$log" ]; then printf '(%s)\n' "$here/$log"; fi
    } >&2
    exit 1
}

# --- is there anything to do? -----------------------------------------------------------------------------------------

# A stamp holds what an installation depends on: the declarations, this script, and the place (an environment cannot move).
stamp_now=$(cksum pyproject.toml scripts/setup.sh scripts/constraints.txt && printf '%s\n' "$here")
stamped() { [ -f ".venv/.gridperf-$1" ] && [ "$(cat ".venv/.gridperf-$1")" = "$stamp_now" ]; }
stamp() { printf '%s\n' "$stamp_now" >".venv/.gridperf-$1"; }

# version_of PYTHON: prints 311 for 3.11, or nothing if it does not run.
version_of() {
    "$1" -c 'import sys; print(sys.version_info[0] * 100 + sys.version_info[1])' 2>/dev/null || true
}

pdf_ready=no
if [ "${PDF:-yes}" = no ] || stamped pdf; then pdf_ready=yes; fi
env_ready=no
if [ -x .venv/bin/python ] && { stamped "$want" || stamped dev; }; then env_ready=yes; fi # dev contains run
if [ -n "${PYTHON:-}" ] && [ "$(version_of "$PYTHON")" != "$(version_of .venv/bin/python)" ]; then env_ready=no; fi
if [ $pdf_ready$env_ready = yesyes ]; then exit 0; fi

mkdir -p .cache
: >"$log"

# --- which Python? ----------------------------------------------------------------------------------------------------

python=
oldest=
newer=
if [ -n "${PYTHON:-}" ]; then set -- "$PYTHON"; else set -- python3 python3.14 python3.13 python3.12 python3.11 python; fi
for candidate in "$@"; do
    command -v "$candidate" >/dev/null 2>&1 || continue
    version=$(version_of "$candidate")
    [ -n "$version" ] || continue
    if [ "$version" -ge 311 ] && [ "$version" -le 314 ]; then
        python=$candidate
        break
    elif [ "$version" -gt 314 ]; then
        newer=${newer:-$candidate}
    else
        oldest=${oldest:-$("$candidate" -c 'import platform; print(platform.python_version())')}
    fi
done
if [ -z "$python" ] && [ -n "$newer" ]; then
    python=$newer
    say "注意：gridperf 在 Python 3.11 至 3.14 上测试过，此处为更新的版本。" \
        "Note: gridperf is tested with Python 3.11 to 3.14; this one is newer."
fi
if [ -z "$python" ]; then
    if [ -n "$oldest" ]; then
        stop "Python 版本过低（$oldest）：请安装 Python 3.11 或更新版本，或用 PYTHON=路径 指定。" \
            "Python $oldest is too old: install Python 3.11 or newer, or name one with PYTHON=/path/to/python3."
    fi
    stop "找不到 Python：请安装 Python 3.11 或更新版本，或用 PYTHON=路径 指定。" \
        "There is no Python here: install Python 3.11 or newer, or name one with PYTHON=/path/to/python3."
fi

# --- what is missing on this machine? ---------------------------------------------------------------------------------

# loads LIBRARY: whether the dynamic linker finds it, under its Linux or its macOS name.
loads() {
    "$python" - "$1" <<'PY' >/dev/null 2>&1
import ctypes, ctypes.util, sys
name = sys.argv[1]
for file in (f"lib{name}.so.0", f"lib{name}.0.dylib", f"lib{name}.dylib", ctypes.util.find_library(name)):
    try:
        if file and ctypes.CDLL(file):
            sys.exit(0)
    except OSError:
        continue
sys.exit(1)
PY
}

# has_font NAME...: whether a file of that name (a pattern) lies where gridperf looks for fonts.
has_font() {
    for folder in /usr/share/fonts /usr/local/share/fonts "$HOME/.local/share/fonts" "$HOME/Library/Fonts" /Library/Fonts; do
        [ -d "$folder" ] || continue
        for name in "$@"; do
            if [ -n "$(find -L "$folder" -name "$name" 2>/dev/null | head -n 1)" ]; then return 0; fi
        done
    done
    return 1
}

packages=
if [ $pdf_ready = no ]; then
    loads pangoft2-1.0 || packages="$packages libpangoft2-1.0-0"
    loads harfbuzz-subset || packages="$packages libharfbuzz-subset0"
    if [ -z "${GRIDPERF_FONTS:-}" ]; then # whoever names a folder of fonts has chosen them
        has_font 'NotoSansCJK-Bold.ttc' 'NotoSansCJKsc-Bold.otf' 'NotoSansSC-Bold.?tf' 'SourceHanSans[SC][CN]-Bold.otf' || packages="$packages fonts-noto-cjk"
        has_font 'HanaMinB.ttf' || packages="$packages fonts-hanazono"
    fi
fi
# Debian and Ubuntu split the module that makes environments off their Python.
if [ $env_ready = no ] && ! "$python" -c 'import ensurepip, venv' >/dev/null 2>&1; then
    packages="$packages $("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')"
fi
packages=${packages# }

# --- say it, then do it -----------------------------------------------------------------------------------------------

if [ -n "$packages" ]; then
    say "将安装系统软件包：$packages" "Going to install system packages: $packages"
fi
if [ $env_ready = yes ]; then
    :
elif [ "$want" = dev ]; then
    say "将在 .venv 中安装 gridperf 及其开发工具（约 900 MB）。" "Going to install gridperf and its development tools into .venv (about 900 MB)."
else
    say "将在 .venv 中安装 gridperf 及其依赖（约 350 MB）。" "Going to install gridperf and what it depends on into .venv (about 350 MB)."
fi

if [ -n "$packages" ]; then
    no_pdf_zh="；不需要 PDF 时可用 PDF=no 跳过"
    no_pdf_en=", or leave PDF out with PDF=no"
    case $packages in *-venv*) no_pdf_zh=''; no_pdf_en='' ;; esac
    if ! command -v apt-get >/dev/null 2>&1; then
        stop "本机没有 apt-get：请用本机的软件管理器安装 Pango、HarfBuzz 子集库、Noto Sans CJK 与花园明朝字体（即 Debian 的 $packages）$no_pdf_zh。" \
            "This machine has no apt-get: install what Debian calls $packages with its own package manager$no_pdf_en."
    fi
    as_root=
    if [ "$(id -u)" != 0 ]; then
        if command -v sudo >/dev/null 2>&1 && { sudo -n true 2>/dev/null || [ -t 0 ]; }; then
            as_root=sudo
            sudo -n true 2>/dev/null || say "安装系统软件包需要 sudo，可能会询问密码。" "System packages need sudo, which may ask for your password."
        else
            stop "无权安装系统软件包：请管理员执行 apt-get install $packages，再重新运行$no_pdf_zh。" \
                "This account may not install system packages: ask an administrator for apt-get install $packages and run this again$no_pdf_en."
        fi
    fi
    # Wait a minute for another installation to end. A list that cannot be refreshed matters only if the packages are not to be had.
    apt() {
        $as_root env DEBIAN_FRONTEND=noninteractive LC_ALL=C apt-get -o DPkg::Lock::Timeout=60 "$@" >>"$log" 2>&1
    }
    apt -q update || true
    # shellcheck disable=SC2086  # a list of words on purpose
    if ! apt -q -y --no-install-recommends install $packages; then
        if grep -q -i -e 'could not get lock' -e 'unable to lock' -e 'unable to acquire' "$log"; then
            stop "另一个程序正在安装软件：请等它结束后再运行一次。" \
                "Another program is installing software: run this again when it has finished."
        elif grep -q -i -e 'temporary failure' -e 'could not resolve' -e 'unable to connect' -e 'could not connect' -e 'connection' -e 'network is unreachable' -e 'unable to locate package' -e 'no installation candidate' "$log"; then
            stop "无法下载系统软件包 $packages：请检查网络或软件源后再运行一次$no_pdf_zh。" \
                "The system packages $packages could not be downloaded: check the network or the package sources and run this again$no_pdf_en."
        fi
        stop "系统软件包 $packages 没有装上，详情见日志。" "The system packages $packages could not be installed; the log says why."
    fi
fi

# --- the environment --------------------------------------------------------------------------------------------------

# An environment is made anew if it no longer runs, was made elsewhere (the folder was moved or copied), or is of another Python.
if [ $env_ready = no ] && [ -d .venv ]; then
    if ! .venv/bin/python -c 'import pip' >/dev/null 2>&1 || ! head -n 3 .venv/bin/pip | grep -q -F "$here/.venv/bin/"; then
        rm -rf .venv
    elif [ -n "${PYTHON:-}" ] && [ "$(version_of .venv/bin/python)" != "$(version_of "$python")" ]; then
        rm -rf .venv
    fi
fi
if [ ! -d .venv ]; then
    if ! "$python" -m venv .venv >>"$log" 2>&1; then
        rm -rf .venv
        stop "无法创建 .venv，详情见日志。" "The environment .venv could not be made; the log says why."
    fi
fi

pip_install() {
    if ! .venv/bin/python -m pip install --disable-pip-version-check --quiet "$@" >>"$log" 2>&1; then
        if grep -q -i -e 'no space left' "$log"; then
            stop "磁盘空间不足：请腾出约 1 GB 后再运行一次。" "The disk is full: free about 1 GB and run this again."
        elif grep -q -i -e 'connection' -e 'name resolution' -e 'timed out' -e 'unreachable' -e 'no matching distribution' "$log"; then
            stop "无法下载 Python 软件包：请检查网络或 pip 的软件源设置后再运行一次。" \
                "The Python packages could not be downloaded: check the network, or pip's own settings, and run this again."
        fi
        stop "Python 软件包没有装上，详情见日志。" "The Python packages could not be installed; the log says why."
    fi
}
if [ $env_ready = no ]; then
    # pip installs dependency groups since 25.1; Debian 12 starts an environment with 23.0.
    if ! .venv/bin/python -c 'import pip; assert tuple(map(int, pip.__version__.split(".")[:2])) >= (25, 1)' 2>/dev/null; then
        pip_install --upgrade 'pip>=25.1'
    fi
    if [ "$want" = dev ]; then
        pip_install --constraint scripts/constraints.txt --editable . --group dev
    else
        pip_install --constraint scripts/constraints.txt --editable .
    fi
    stamp "$want"
fi
if [ "${PDF:-yes}" != no ]; then stamp pdf; fi

# --- a database server for the tests of the Book ----------------------------------------------------------------------

# The tests start one of their own in a temporary folder; where none can be installed they are skipped, and say so.
has_postgresql() {
    command -v initdb >/dev/null 2>&1 && return 0
    for folder in /usr/lib/postgresql/*/bin; do
        if [ -x "$folder/initdb" ]; then return 0; fi
    done
    return 1
}
if [ "$want" = dev ] && [ "${POSTGRESQL:-yes}" != no ] && ! has_postgresql; then
    as_root=no
    if [ "$(id -u)" = 0 ]; then as_root=; elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then as_root=sudo; fi
    if [ "$as_root" != no ] && command -v apt-get >/dev/null 2>&1; then
        say "将安装系统软件包：postgresql" "Going to install system packages: postgresql"
        quiet_apt="env DEBIAN_FRONTEND=noninteractive LC_ALL=C apt-get -o DPkg::Lock::Timeout=60 -q"
        $as_root $quiet_apt update >>"$log" 2>&1 || true
        $as_root $quiet_apt -y --no-install-recommends install postgresql >>"$log" 2>&1 || true
    fi
    has_postgresql || say "没有 PostgreSQL，需要它的测试将跳过。" "There is no PostgreSQL; the tests that need one will be skipped."
fi
say "就绪。" "Ready."
