#!/bin/sh
# The network namespace of docker2. Written by Outboard, which will overwrite changes.
#
# start    makes it and all that is in it, whatever is there already
# check    says what is missing in it, and ends with 1 if something is
set -eu

inside() {
    ip -netns docker2 "$@"
}

start() {
    [ -e /run/netns/docker2 ] || ip netns add docker2
    ip link show dev docker2 >/dev/null 2>&1 ||
        ip link add name docker2 type veth peer name eth0 netns docker2
    ip address replace 10.10.255.253/30 dev docker2
    ip link set dev docker2 up
    inside link set dev lo up
    inside address replace 10.10.255.254/30 dev eth0
    inside link set dev eth0 up
    inside route replace default via 10.10.255.253
    inside link show dev docker1 >/dev/null 2>&1 ||
        inside link add name docker1 type bridge
    inside address replace 10.9.0.1/16 dev docker1
    inside link set dev docker1 mtu 1400
    inside link set dev docker1 up
    # the engine switches it on where it is, and so in the namespace only
    echo 1 >/proc/sys/net/ipv4/ip_forward
}

expect() { # link, address
    printf '%s\n' "$shown" | grep -F " $1 " | grep -qF " $2 " || {
        printf '%s\n' "$1 in network namespace docker2 has no address $2"
        faulty=1
    }
}

check() {
    if ! [ -e /run/netns/docker2 ]; then
        echo "there is no network namespace docker2"
        exit 1
    fi
    shown=$(inside -oneline -family inet address show) || exit 2
    faulty=0
    expect eth0 10.10.255.254/30
    expect docker1 10.9.0.1/16
    return "$faulty"
}

case ${1-} in
    start | check) "$1" ;;
    *)
        echo "usage: $0 start|check" >&2
        exit 2
        ;;
esac
