package dev.outboard.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A daemon with IPv6 whose containers reach less than usual, and of the host one service more. A network that is created
 * with {@code --internal} resolves names, and newer engines let it lead nowhere else.
 */
@MachineTest
class TrafficChoicesMachineTest {
    /** The LAN has two addresses, one of which is denied; the machine serves at two ports, one of which is allowed. */
    private static final String LAN = """
            for address in fd00:50::1/64 fd00:50::2/64; do ip address add $address dev lan nodad; done
            mkdir /run/www; echo lan >/run/www/index.html
            busybox httpd -p '[::]:80' -h /run/www </dev/null >/dev/null 2>&1
            """;

    private static final String PREPARE = """
            ip address add fd00:50::3/64 dev host0 nodad
            ip route add default via fd00:50::1
            mkdir /srv/www; echo host >/srv/www/index.html
            for port in 9000 9001; do
                systemd-run --quiet busybox httpd -f -p "[::]:$port" -h /srv/www
            done
            """;

    private static final String CONTAINERS = """
            serve() { name=$1; shift
                docker2 run --detach --stop-signal KILL --name $name "$@" busybox:1 \\
                    sh -c "echo $name >/tmp/index.html; exec httpd -f -p 80 -h /tmp" >/dev/null
            }
            docker2 network create jobs >/dev/null
            docker2 network create --internal closed >/dev/null
            serve k1 --publish 8082:80; serve k2
            serve u1 --network jobs; serve u2 --network jobs
            serve i1 --network closed; serve i2 --network closed
            """;

    private static final String PROBES = """
            results=$(mktemp --directory)
            fetch='printf "GET / HTTP/1.0\\r\\n\\r\\n" | nc -w $2 $0 $1 2>/dev/null | tail -n 1'
            address() { docker2 inspect --format "{{range .NetworkSettings.Networks}}{{.$2}}{{end}}" $1; }
            probe() { answer=$(docker2 exec $1 sh -c "$fetch" $3 $4 2); echo "$1 to $2: ${answer:--}" >"$results/$1 $2"; }
            probe k1 "k2's IPv4 address" $(address k2 IPAddress) 80 &
            probe k1 "k2's IPv6 address" $(address k2 GlobalIPv6Address) 80 &
            probe k1 "u1's address" $(address u1 IPAddress) 80 &
            probe u1 "k1's address" $(address k1 IPAddress) 80 &
            probe u1 "u2's address" $(address u2 IPAddress) 80 &
            probe i1 "i2's name" i2 80 &
            probe i1 "u1's address" $(address u1 IPAddress) 80 &
            probe u1 "i1's address" $(address i1 IPAddress) 80 &
            probe i1 "the LAN's IPv4 address" 203.0.113.1 80 &
            probe i1 "an allowed port of the host" 192.168.50.2 9000 &
            probe k1 "the LAN's IPv4 address" 203.0.113.1 80 &
            probe k1 "the LAN's IPv6 address" fd00:50::1 80 &
            probe k1 "the LAN's denied address" fd00:50::2 80 &
            probe k1 "an allowed port of the host" 192.168.50.2 9000 &
            probe k1 "another port of the host" 192.168.50.2 9001 &
            probe k1 "an allowed port of the host by IPv6" fd00:9::1 9000 &
            probe k1 "another port of the host by IPv6" fd00:50::3 9001 &
            wait
            sort "$results"/*
            """;

    private static String run(Machine machine, String verb, String scenario) {
        return machine.java(Scenario.class, verb, scenario).orFail().text();
    }

    @ParameterizedTest
    @EnumSource
    void reachesWhatTheSpecSays(DebianRelease release) {
        try (Machine machine = Machine.boot(release, "choices")) {
            machine.lan("sh", "-ec", LAN).orFail();
            machine.sh(PREPARE).orFail();
            run(machine, "apply", "CHOICES");
            BusyboxImage.load(machine, "docker2", "busybox:1");
            machine.sh(CONTAINERS).orFail();
            // Docker 20.10 closes an internal network by firewall rules of its own, which are off here
            boolean isClosed = release != DebianRelease.BOOKWORM;

            assertThat(machine.sh(PROBES).orFail().text().lines().toList())
                    .isEqualTo(List.of(
                            "i1 to an allowed port of the host: " + (isClosed ? "-" : "host"),
                            "i1 to i2's name: i2",
                            "i1 to the LAN's IPv4 address: " + (isClosed ? "-" : "lan"),
                            "i1 to u1's address: -",
                            "k1 to an allowed port of the host by IPv6: host",
                            "k1 to an allowed port of the host: host",
                            "k1 to another port of the host by IPv6: -",
                            "k1 to another port of the host: -",
                            "k1 to k2's IPv4 address: -",
                            "k1 to k2's IPv6 address: -",
                            "k1 to the LAN's IPv4 address: lan",
                            "k1 to the LAN's IPv6 address: lan",
                            "k1 to the LAN's denied address: -",
                            "k1 to u1's address: -",
                            "u1 to i1's address: -",
                            "u1 to k1's address: -",
                            "u1 to u2's address: u2"));
            assertThat(machine.lan(
                                    "sh",
                                    "-c",
                                    "printf 'GET / HTTP/1.0\\r\\n\\r\\n' | timeout 3 busybox nc " + Machine.ADDRESS
                                            + " 8082")
                            .text())
                    .as("the published port")
                    .isEmpty();

            assertThat(machine.out("docker2", "exec", "k1", "cat", "/sys/class/net/eth0/mtu"))
                    .isEqualTo("1400");

            // the engine gave the bridge an address of its own for IPv6, which is not drift
            assertThat(run(machine, "apply", "CHOICES")).contains("nothing to do");
            assertThat(run(machine, "verify", "CHOICES")).contains("ok    the firewall has the rules of docker2");

            run(machine, "remove", "CHOICES");
            assertThat(machine.out("sh", "-c", "iptables-save; ip6tables-save; nft list ruleset"))
                    .doesNotContainIgnoringCase("OUTBOARD")
                    .doesNotContain("10.9.0.0", "fd00:9::");
        }
    }

    /** Between the two the rules are exchanged; nothing of the stricter ones stays. */
    @Test
    void choicesAreTakenBack() {
        try (Machine machine = Machine.boot(DebianRelease.BOOKWORM, "taken-back")) {
            run(machine, "apply", "CHOICES");
            run(machine, "apply", "NETWORKD");

            assertThat(machine.out("sh", "-c", "iptables-save; ip6tables-save; nft list ruleset"))
                    .contains("OUTBOARD-docker2")
                    .doesNotContain("fd00:9::", "table bridge", "9000");
        }
    }
}
