#!/bin/sh
# The way of the containers of docker2 into the network. Written by Outboard, which will overwrite changes.
#
# start    puts the rules of the firewall in place, whatever is there already
# stop     takes them away, also those of an earlier version
# check    says how the rules of the firewall differ from those of the files, and ends with 1 if they do
# sample   loads the rules and lists them; check calls it in an empty network namespace
# prepare  comes before each start of the daemon
set -eu

# Deletes our tables of the given families of nft.
delete_tables() {
    for family; do
        nft delete table "$family" outboard-docker2 2>/dev/null || :
    done
}

# While a unit stops, its job tells whether it will start again. What replaces itself at once then stays, so that
# nothing that is refused is let through meanwhile.
is_restarted() {
    systemctl list-jobs --full --no-legend docker2-network.service | grep -q ' restart '
}

load() {
    nft --file /etc/docker2/forwarding.nft
}

start() {
    load
}

stop() {
    # what is not there can't be taken away
    set +e
    exec 2>/dev/null
    for iptables in iptables ip6tables; do
        $iptables --wait --table filter --delete DOCKER-USER --jump OUTBOARD-docker2
        $iptables --wait --table mangle --delete FORWARD --jump OUTBOARD-docker2
        $iptables --wait --table filter --delete FORWARD --jump OUTBOARD-docker2
        $iptables --wait --table filter --delete INPUT --jump OUTBOARD-docker2-IN
        $iptables --wait --table nat --delete POSTROUTING --jump OUTBOARD-docker2
        $iptables --wait --table mangle --flush OUTBOARD-docker2
        $iptables --wait --table mangle --delete-chain OUTBOARD-docker2
        $iptables --wait --table filter --flush OUTBOARD-docker2
        $iptables --wait --table filter --delete-chain OUTBOARD-docker2
        $iptables --wait --table filter --flush OUTBOARD-docker2-IN
        $iptables --wait --table filter --delete-chain OUTBOARD-docker2-IN
        $iptables --wait --table nat --flush OUTBOARD-docker2
        $iptables --wait --table nat --delete-chain OUTBOARD-docker2
        $iptables --wait --delete-chain DOCKER-USER
    done
    is_restarted || delete_tables ip ip6 bridge
    return 0
}

listed() {
    nft list table ip outboard-docker2 2>/dev/null || :
    nft list table ip6 outboard-docker2 2>/dev/null || :
    nft list table bridge outboard-docker2 2>/dev/null || :
}

written() {
    sed -n '/{$/,/^}/p' /etc/docker2/forwarding.nft
}

sample() {
    load >&2
    listed
}

compare() { # what there is, what is expected
    [ "$1" != "$2" ] || return 0
    {
        printf '%s\n' "$2" | grep -vxF -e "$1" | sed -n 's/^[[:space:]]*\([^[:space:]]\)/missing: \1/p'
        printf '%s\n' "$1" | grep -vxF -e "$2" | sed -n 's/^[[:space:]]*\([^[:space:]]\)/not expected: \1/p'
    } | grep . || echo "the rules are in another order"
}

# Where the texts differ, another version of the programs may spell the rules in another way. So the same
# programs list what they make of the files in an empty network namespace.
check() {
    [ "$(id -u)" = 0 ] || {
        echo "only root can look at the firewall" >&2
        exit 2
    }
    found=$(listed) || exit 2
    expected=$(written)
    [ "$found" = "$expected" ] || expected=$(unshare --net /bin/sh "$0" sample) || exit 2
    faults=$(compare "$found" "$expected")
    [ -z "$faults" ] || {
        printf '%s\n' "$faults"
        exit 1
    }
}

prepare() {
    if ! ip -oneline -family inet address show dev docker1 | grep -qwF 'inet 10.9.0.1/16'; then
        printf '%s\n' 'bridge docker1 has no address 10.9.0.1/16: the daemon does not start, for it would take another one' >&2
        exit 1
    fi
}

case ${1-} in
    start | stop | check | sample | prepare) "$1" ;;
    *)
        echo "usage: $0 start|stop|check|sample|prepare" >&2
        exit 2
        ;;
esac
