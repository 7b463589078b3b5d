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

# Has a chain of the firewall call one of ours, before its own rules.
call() { # program, table, chain, our chain
    "$1" --wait --table "$2" --check "$3" --jump "$4" 2>/dev/null ||
        "$1" --wait --table "$2" --insert "$3" --jump "$4"
}

# Of what iptables-save prints, the rules of our chains and the calls of them. Each gets program and table in
# front, and they are sorted by chain: the backends list chains in different orders.
ours() { # program
    sed -n -e '/^\*/h' -e '/^-A /{G;s/^\(.*\)\n.\(.*\)$/'"$1"' \2 \1/p;}' |
        grep -e "^$1 mangle -A OUTBOARD-docker2 " \
            -e "^$1 filter -A OUTBOARD-docker2 " \
            -e "^$1 filter -A OUTBOARD-docker2-IN " \
            -e "^$1 nat -A OUTBOARD-docker2 " \
            -e "^$1 filter -A DOCKER-USER -j OUTBOARD-docker2\$" \
            -e "^$1 mangle -A FORWARD -j OUTBOARD-docker2\$" \
            -e "^$1 filter -A FORWARD -j OUTBOARD-docker2\$" \
            -e "^$1 filter -A INPUT -j OUTBOARD-docker2-IN\$" \
            -e "^$1 nat -A POSTROUTING -j OUTBOARD-docker2\$" |
        sort -s -k 1,4 | uniq
}

# While a unit stops, its job tells whether it will start again. What replaces itself at once then stays, so that
# nothing that is refused is let through meanwhile.
is_restarted() {
    systemctl list-jobs --full --no-legend docker2-network.service | grep -q ' restart '
}

load() {
    iptables-restore --wait --noflush /etc/docker2/forwarding.rules
    # in this order, since a daemon may make the chain between the two
    iptables --wait --new-chain DOCKER-USER 2>/dev/null ||
        iptables --wait --list-rules DOCKER-USER >/dev/null
    call iptables filter DOCKER-USER OUTBOARD-docker2
    call iptables mangle FORWARD OUTBOARD-docker2
    call iptables filter FORWARD OUTBOARD-docker2
    call iptables filter INPUT OUTBOARD-docker2-IN
    call iptables nat POSTROUTING OUTBOARD-docker2
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
    saved=$(iptables-save) || exit 2
    printf '%s\n' "$saved" | ours iptables
}

written() {
    {
        cat /etc/docker2/forwarding.rules
        printf '%s\n' '*filter' '-A DOCKER-USER -j OUTBOARD-docker2' '*mangle' '-A FORWARD -j OUTBOARD-docker2' '*filter' '-A FORWARD -j OUTBOARD-docker2' '*filter' '-A INPUT -j OUTBOARD-docker2-IN' '*nat' '-A POSTROUTING -j OUTBOARD-docker2'
    } | ours iptables
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
