package dev.outboard.machine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A machine whose own daemon never runs, and so makes no rules and switches no forwarding on. */
@MachineTest
class LoneDaemonMachineTest {
    /** Where iptables is, nft would show chains of iptables that are empty and were never made. */
    private static final String RULES =
            "if command -v iptables >/dev/null; then for iptables in iptables iptables-legacy; do"
                    + " $iptables --list-rules; $iptables --table nat --list-rules; done; else nft list ruleset; fi";

    private static final String HOST_SERVICE = "mkdir /srv/www; echo host >/srv/www/index.html;"
            + " systemd-run --quiet busybox httpd -f -p 9000 -h /srv/www";

    private static final String FETCH =
            "printf 'GET / HTTP/1.0\\r\\n\\r\\n' | nc -w 2 " + Machine.ADDRESS + " $0 2>/dev/null | tail -n 1";

    /** The programs go while no rules are there yet; those of iptables are many links to two files, of nft there is one. */
    @ParameterizedTest
    @CsvSource({
        "BOOKWORM, :",
        "SID, rm /usr/sbin/*tables*",
        "TRIXIE, update-alternatives --set iptables /usr/sbin/iptables-legacy; rm /usr/sbin/nft"
    })
    void hasItsNetworkWithoutTheFirst(DebianRelease release, String firewall) {
        try (Machine machine = Machine.boot(release, "alone")) {
            machine.run("systemctl", "disable", "docker.socket", "docker.service")
                    .orFail();
            machine.reboot();
            machine.sh(firewall).orFail();
            machine.sh(HOST_SERVICE).orFail();
            String before = machine.out("sh", "-c", RULES);
            machine.java(Scenario.class, "apply", "NETWORKD").orFail();
            BusyboxImage.load(machine, "docker2", "busybox:1");

            assertThat(machine.out("docker2", "run", "--rm", "busybox:1", "ping", "-c", "1", Machine.LAN_ADDRESS))
                    .contains(" 0% packet loss");
            assertThat(machine.run("docker2", "run", "--rm", "busybox:1", "sh", "-c", FETCH, "9000")
                            .text())
                    .isEmpty();
            assertThat(machine.java(Scenario.class, "verify", "NETWORKD").text())
                    .contains("ok    the firewall has the rules of docker2's containers");

            machine.java(Scenario.class, "remove", "NETWORKD").orFail();
            assertThat(machine.out("sh", "-c", RULES)).isEqualTo(before);
        }
    }
}
