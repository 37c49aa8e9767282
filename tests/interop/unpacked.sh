# shellcheck shell=bash disable=SC2154,SC2034 # variables shared with the script that sources this
# Mail servers whose Debian packages cannot be installed beside Postfix's: fetched with apt-get, never
# installed, and unpacked with their libraries into roots of their own, where they find the paths and
# users compiled into them and run under chroot. They come from one release of Debian, whatever this
# machine is, so that what they offer is known. Debian 13, because the OpenSMTPD of Debian 12 cannot do
# TLS (https://github.com/OpenSMTPD/OpenSMTPD/issues/1171). The roots stay in $cache: removing it
# fetches them again.

cache=${XDG_CACHE_HOME:-/var/cache}/smtpcheck-interop
release=trixie
keyring=/usr/share/keyrings/debian-archive-keyring.gpg

# unpack PACKAGE…: makes $cache/PACKAGE, the root in which its programs run.
unpack() {
  local package work log=$cache/log
  for package in "$@"; do
    if [[ -d $cache/$package ]]; then continue; fi
    say "fetching $package of Debian $release"
    mkdir -p "$cache"
    work=$(mktemp -d "$cache/.$package.XXXXXX")
    if ! (make_root "$work" "$package") >"$log" 2>&1; then
      tail -n 20 "$log" >&2
      rm -rf "$work"
      stop_with "$package could not be fetched (all of it: $log)"
    fi
    chmod 755 "$work/root"
    mv "$work/root" "$cache/$package"
    rm -rf "$work" "$log"
  done
}

make_root() {
  local work=$1 package=$2 archive root=$1/root
  mkdir -p "$work"/{lists/partial,cache/archives/partial,packages} "$root"/{dev,etc,tmp,usr/{bin,sbin,lib,lib64}}
  printf 'deb [signed-by=%s] http://deb.debian.org/debian %s main\n' "$keyring" "$release" >"$work/sources.list"
  apt=(-q -o "Dir::State::Lists=$work/lists" -o "Dir::Cache=$work/cache" -o "Dir::Etc::SourceList=$work/sources.list"
    -o Dir::Etc::SourceParts=- -o Acquire::Languages=none -o APT::Sandbox::User=root)
  apt-get "${apt[@]}" update || return
  cd "$work/packages" || return
  # shellcheck disable=SC2046 # one word a package
  apt-get "${apt[@]}" download dash $(with_libraries "$package") || return
  for archive in bin sbin lib lib64; do ln -s "usr/$archive" "$root/$archive"; done
  for archive in *.deb; do
    dpkg --fsys-tarfile "$archive" | tar -x --keep-directory-symlink --exclude='./usr/share/*' -C "$root" || return
  done
  chmod 1777 "$root/tmp"
}

# The package and the libraries among its dependencies, theirs too.
with_libraries() {
  local queue=("$1") names="" package
  while [[ ${#queue[@]} -gt 0 ]]; do
    package=${queue[0]}
    queue=("${queue[@]:1}")
    if [[ " $names " == *" $package "* ]]; then continue; fi
    names+=" $package"
    mapfile -t -O "${#queue[@]}" queue < <(
      apt-cache "${apt[@]}" depends --important "$package" | sed -n 's/^ *\(Pre\)\{0,1\}Depends: \(\(lib\|zlib\)[^:]*\)$/\2/p'
    )
  done
  printf '%s' "$names"
}

# copy_root PACKAGE DIRECTORY: a root to run in. Everyone in it is nobody, who owns the mailboxes, but
# for those who want to be told from each other. A file system mounted nodev will not do.
copy_root() {
  local root=$2 user number
  cp -a "$cache/$1" "$root"
  mknod -m 666 "$root/dev/null" c 1 3
  mknod -m 444 "$root/dev/urandom" c 1 9
  printf 'root:x:0:0::/:/bin/sh\n' >"$root/etc/passwd"
  printf 'root:x:0:\n' >"$root/etc/group"
  for user in nobody:65534 Debian-exim:65534 opensmtpd:65520 opensmtpq:65521; do
    number=${user#*:} user=${user%:*}
    printf '%s:x:%s:%s::/:/bin/sh\n' "$user" "$number" "$number" >>"$root/etc/passwd"
    printf '%s:x:%s:\n' "$user" "$number" >>"$root/etc/group"
  done
  mkdir "$root/mail" "$root/ca"
  chown 65534:65534 "$root/mail"
}
