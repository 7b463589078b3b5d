package dev.outboard.network.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.outboard.core.failure.ConflictException;
import dev.outboard.core.plan.Plan;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.network.BridgeSpec;
import dev.outboard.network.BridgeSpec.Persistence;
import dev.outboard.network.host.NetworkdFile.Match;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ForeignNetworkdFilesTest {
    private static final BridgeSpec SPEC = BridgeSpec.builder("docker1", "10.9.0.1/16")
            .persistence(Persistence.NETWORKD)
            .build();
    private static final BridgeSpec BY_UNIT =
            SPEC.toBuilder().persistence(Persistence.UNIT).build();

    @ParameterizedTest
    @ValueSource(
            strings = {"Name=e*", "Name=eth0", "Type=ether", "Name=*", "Name=lan0 eth?", "Driver=virtio_net", "Host=ci"
            })
    void aStartThatWouldTakeALinkOverIsAConflict(String match) {
        Site site = Site.withUnusedNetworkd();
        site.put("/etc/systemd/network/20-wired.network", "[Match]\n" + match + "\n[Network]\nDHCP=yes\n");

        assertThatThrownBy(() -> site.plan(SPEC))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("link eth0 from /etc/systemd/network/20-wired.network")
                .hasMessageContaining("persistence(UNIT)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Name=wl*",
                "Name=!eth0",
                "Type=wlan",
                "Kind=bridge",
                "MACAddress=02:00:00:00:00:01",
                "Name=host0\nHost=ci"
            })
    void aFileForOtherLinksStandsInNoWay(String match) {
        Site site = Site.withUnusedNetworkd();
        site.put("/usr/lib/systemd/network/80-other.network", "[Match]\n" + match + "\n[Network]\nDHCP=yes\n");

        assertThat(site.plan(SPEC).isEmpty()).isFalse();
    }

    @Test
    void aFileThatIsMaskedStandsInNoWay() {
        Site site = Site.withUnusedNetworkd();
        site.put("/usr/lib/systemd/network/80-all.network", "[Match]\nName=*\n");
        site.host.putSymbolicLink(AbsolutePath.of("/etc/systemd/network/80-all.network"), "/dev/null");

        assertThat(site.plan(SPEC).isEmpty()).isFalse();
    }

    @Test
    void aFileThatLeavesItsLinksAloneStandsInNoWay() {
        Site site = Site.withUnusedNetworkd();
        site.put("/etc/systemd/network/10-none.network", "[Match]\nName=*\n[Link]\nUnmanaged=yes\n");

        assertThat(site.plan(SPEC).isEmpty()).isFalse();
    }

    @Test
    void aFileThatWouldMakeALinkIsAConflict() {
        Site site = Site.withUnusedNetworkd();
        site.put("/etc/systemd/network/vlan7.netdev", "[NetDev]\nName=vlan7\nKind=vlan\n");

        assertThatThrownBy(() -> site.plan(SPEC)).hasMessageContaining("/etc/systemd/network/vlan7.netdev");
    }

    @Test
    void noFileStandsInTheWayOfABridgeByAUnit() {
        Site site = Site.withUnusedNetworkd();
        site.put("/etc/systemd/network/20-wired.network", "[Match]\nName=*\n[Network]\nDHCP=yes\n");
        NetworkState before = site.network();

        site.apply(BY_UNIT);
        site.apply(site.planRemoval());

        assertThat(site.network()).isEqualTo(before);
        assertThat(site.networkd.isActive()).isFalse();
    }

    @Test
    void aStartLeavesThePolicyRulesOfOthers() {
        Site site = Site.withUnusedNetworkd();
        site.links.putRule(5270, "52").putRule(32764, "51820");
        HostNetwork before = site.everything();

        site.apply(SPEC);
        site.apply(site.planRemoval());

        assertThat(before.lossesIn(site.everything())).isEmpty();
        assertThat(site.host.status(AbsolutePath.of("/etc/systemd/networkd.conf.d")))
                .isEmpty();
    }

    @Test
    void aFileThatNetworkdHasNotReadIsAConflict() {
        Site site = Site.withNetworkd();
        site.put("/etc/systemd/network/20-wired.network", "[Match]\nName=eth0\n[Network]\nAddress=198.51.100.7/24\n");

        assertThatThrownBy(() -> site.plan(SPEC))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining(
                        "/etc/systemd/network/20-wired.network: a reload would configure link eth0 from it");
    }

    @Test
    void aFileThatChangedSinceNetworkdReadItIsNoted() {
        Site site = Site.withNetworkd();
        site.put("/etc/systemd/network/20-wired.network", "[Match]\nName=eth0\n[Network]\nAddress=192.0.2.2/24\n");
        site.run("networkctl reload");
        site.put("/etc/systemd/network/20-wired.network", "[Match]\nName=eth0\n[Network]\nAddress=192.0.2.3/24\n");

        assertThat(site.plan(SPEC).notes())
                .anySatisfy(note -> assertThat(note).contains("/etc/systemd/network/20-wired.network", "link eth0"));
    }

    @Test
    void aFileThatIsInForceIsNotMentioned() {
        Site site = Site.withNetworkd();
        site.put("/etc/systemd/network/20-wired.network", "[Match]\nName=eth0\n[Network]\nAddress=192.0.2.2/24\n");
        site.run("networkctl reload");

        assertThat(site.plan(SPEC).notes()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Name=docker*", "Type=ether", "Name=docker1"})
    void aPatternThatMatchesTheBridgeIsNotedAndComesSecond(String match) {
        Site site = Site.withNetworkd();
        site.links.removeLink("eth0");
        site.put("/etc/systemd/network/05-all.network", "[Match]\n" + match + "\n[Network]\nDHCP=yes\n");
        site.run("networkctl reload");

        Plan plan = site.plan(SPEC);
        site.apply(plan);

        assertThat(plan.notes()).anySatisfy(note -> assertThat(note).contains("05-all.network matches it too"));
        assertThat(new BridgeCheck(SPEC).run(site.host)).allMatch(finding -> finding.proved());
        assertThat(site.plan(SPEC).isEmpty()).isTrue();
    }

    @Test
    void aPatternThatWouldComeFirstIsAConflict() {
        Site site = Site.withNetworkd();
        site.put("/etc/systemd/network/00-all.network", "[Match]\nName=docker*\n");

        assertThatThrownBy(() -> site.plan(SPEC)).hasMessageContaining("/etc/systemd/network/00-all.network");
    }

    @Test
    void aPatternOfARunningNetworkdStandsInTheWayOfABridgeByAUnit() {
        Site site = Site.withNetworkd();
        site.put("/etc/systemd/network/05-all.network", "[Match]\nName=docker* eth0\n");
        site.run("networkctl reload");

        assertThatThrownBy(() -> site.plan(BY_UNIT))
                .hasMessageContaining("/etc/systemd/network/05-all.network")
                .hasMessageContaining("persistence(NETWORKD)");
    }

    @Test
    void aRemovalDoesNotBringAFileToLife() {
        Site site = Site.withNetworkd();
        site.put("/etc/systemd/network/30-other.network", "[Match]\nName=other0\n");
        site.apply(SPEC);
        site.put("/etc/systemd/network/20-wired.network", "[Match]\nName=eth0\n[Network]\nAddress=198.51.100.7/24\n");
        HostNetwork before = site.everything();

        Plan removal = site.planRemoval();
        site.apply(removal);

        assertThat(before.lossesIn(site.everything())).isEmpty();
        assertThat(removal.notes()).singleElement().asString().contains("20-wired.network");
        assertThat(site.network().link(SPEC.name())).isEmpty();
    }

    @Test
    void filesOfAnEarlierVersionGetTheirNewNames() {
        Site site = Site.withNetworkd();
        site.applyAsEarlierVersionsDid(SPEC);

        site.apply(SPEC);

        assertThat(site.host.list(NetworkdFiles.DIRECTORY))
                .containsExactly("00-outboard-docker1.netdev", "00-outboard-docker1.network");
        assertThat(site.plan(SPEC).isEmpty()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Name=enp3s0                | YES",
                "Name=eth0                  | YES",
                "Name=en* !wl0              | YES",
                "Name=!enp*                 | NO",
                "Name=enp[0-9]s0            | YES",
                "MACAddress=52-54-00-AB-CD-EF | YES",
                "PermanentMACAddress=525400abcdee | NO",
                "Driver=e1000e              | MAYBE",
                "Virtualization=!container  | MAYBE",
            })
    void matchesAsNetworkdDoes(String match, Match expected) {
        LinkIdentity link = new LinkIdentity(
                2, "enp3s0", Set.of("enp3s0", "eth0"), Set.of("ether"), Optional.empty(), Set.of("52:54:00:ab:cd:ef"));
        Site site = Site.withNetworkd();
        site.put("/etc/systemd/network/20-wired.network", "[Match]\n" + match + "\n");

        List<NetworkdFile> files = NetworkdFile.of(site.host, ".network");

        assertThat(files).singleElement().extracting(file -> file.matches(link)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/etc/network/interfaces | iface docker1 inet static",
                "/etc/network/interfaces.d/ci | auto eth0 docker1",
                "/etc/NetworkManager/system-connections/ci.nmconnection | interface-name=docker1",
                "/usr/lib/NetworkManager/system-connections/ci.nmconnection | interface-name=docker1",
                "/etc/sysconfig/network-scripts/ifcfg-docker1 | TYPE=Bridge",
                "/etc/sysconfig/network/ifcfg-docker1 | BRIDGE=yes",
            })
    void aLinkThatOthersWillMakeAtTheNextBootIsAConflict(String file, String line) {
        Site site = Site.withUnusedNetworkd();
        site.put(file, line + "\n");

        assertThatThrownBy(() -> site.plan(BY_UNIT))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("a link of that name in " + file);
    }

    @Test
    void aDropInCounts() {
        Site site = Site.withNetworkd();
        site.put("/usr/lib/systemd/network/20-wired.network", "[Match]\nName=wl*\n");
        site.put("/etc/systemd/network/20-wired.network.d/more.conf", "[Match]\nName=docker*\n");

        assertThat(NetworkdFile.of(site.host, ".network"))
                .singleElement()
                .extracting(file -> file.matches(LinkIdentity.ofBridge("docker1")))
                .isEqualTo(Match.YES);
    }
}
