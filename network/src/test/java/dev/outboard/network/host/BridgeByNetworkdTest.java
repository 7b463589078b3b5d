package dev.outboard.network.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.outboard.core.apply.ApplyFailedException;
import dev.outboard.core.change.Action;
import dev.outboard.core.change.Change;
import dev.outboard.core.change.ResourceId;
import dev.outboard.core.failure.ConflictException;
import dev.outboard.core.host.StagedHost;
import dev.outboard.core.plan.Plan;
import dev.outboard.core.testing.SimulatedCommand;
import dev.outboard.core.value.AbsolutePath;
import dev.outboard.core.verify.Finding;
import dev.outboard.network.BridgeSpec;
import dev.outboard.network.BridgeSpec.Persistence;
import dev.outboard.network.host.NetworkState.Link;
import java.nio.file.Path;
import java.util.Set;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BridgeByNetworkdTest {
    private static final AbsolutePath NETDEV = AbsolutePath.of("/etc/systemd/network/00-outboard-docker1.netdev");
    private static final AbsolutePath NETWORK = AbsolutePath.of("/etc/systemd/network/00-outboard-docker1.network");
    private static final String WAIT =
            "/usr/lib/systemd/systemd-networkd-wait-online --interface=docker1:no-carrier --timeout=20";
    private static final BridgeSpec SPEC = BridgeSpec.builder("docker1", "10.9.0.1/16")
            .ipv6Address("fd00:9::1/64")
            .mtu(1450)
            .persistence(Persistence.NETWORKD)
            .build();

    private final Site site = Site.withNetworkd();

    @Test
    void makesTheBridge() {
        Plan plan = site.plan(SPEC);

        site.apply(plan);

        assertThat(Site.commands(plan)).containsExactly("networkctl reload", WAIT);
        assertThat(site.network().link(SPEC.name()).orElseThrow())
                .returns(true, Link::isBridge)
                .returns(true, Link::isUp)
                .returns(1450, Link::mtu);
        assertThat(new BridgeCheck(SPEC).run(site.host)).allMatch(Finding::proved);
    }

    @Test
    void hasNothingToDoTheSecondTime() {
        site.apply(SPEC);

        assertThat(site.plan(SPEC).isEmpty()).isTrue();
    }

    @Test
    void leavesTheHostAsItWas() {
        SortedMap<String, String> before = site.host.tree();
        NetworkState network = site.network();
        site.apply(SPEC);

        site.apply(site.planRemoval());

        assertThat(site.host.tree()).isEqualTo(before);
        assertThat(site.network()).isEqualTo(network);
        assertThat(site.networkd.isActive()).isTrue();
    }

    @Test
    void isNotMadeAgainByAReloadAfterItsRemoval() {
        site.apply(SPEC);
        site.apply(site.planRemoval());

        site.run("networkctl reload");

        assertThat(site.network().link(SPEC.name())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ip link delete dev docker1                      | networkctl reload",
                "ip address delete 10.9.0.1/16 dev docker1       | networkctl reconfigure docker1",
                "ip link set dev docker1 mtu 1400                | networkctl reconfigure docker1",
                "ip link set dev docker1 down                    | networkctl reconfigure docker1",
            })
    void mendsALinkWhoseFilesAreUnchanged(String damage, String repair) {
        site.apply(SPEC);
        site.run(damage);

        Plan plan = site.plan(SPEC);
        site.apply(plan);

        assertThat(Site.commands(plan)).containsExactly(repair, WAIT);
        assertThat(new BridgeCheck(SPEC).run(site.host)).allMatch(Finding::proved);
        assertThat(site.plan(SPEC).isEmpty()).isTrue();
    }

    @Test
    void saysWhatALinkLacks() {
        site.apply(SPEC);
        site.run("ip address delete 10.9.0.1/16 dev docker1");

        assertThat(site.plan(SPEC).changes())
                .extracting(Change::summary)
                .containsExactly("~ link docker1: it lacks 10.9.0.1/16");
    }

    @Test
    void restoresAFileThatWasEdited() {
        site.apply(SPEC);
        site.host.putFile(NETWORK, "[Match]\nName=docker1\n");

        Plan plan = site.plan(SPEC);
        site.apply(plan);

        assertThat(plan.changes())
                .extracting(Change::summary)
                .containsExactly("~ file " + NETWORK, "~ link docker1: its files change");
        assertThat(Site.commands(plan)).containsExactly("networkctl reload", WAIT);
        assertThat(site.plan(SPEC).isEmpty()).isTrue();
    }

    @Test
    void givesAnotherAddress() {
        site.apply(SPEC);
        BridgeSpec other = BridgeSpec.builder("docker1", "10.11.0.1/16")
                .persistence(Persistence.NETWORKD)
                .build();

        site.apply(other);

        assertThat(site.network().link(SPEC.name()).orElseThrow().addresses())
                .extracting(Object::toString)
                .containsExactly("10.11.0.1/16");
        assertThat(site.plan(other).isEmpty()).isTrue();
    }

    @Test
    void leavesNetworkdToCommands() {
        site.apply(SPEC);
        BridgeSpec volatileSpec =
                SPEC.toBuilder().persistence(Persistence.UNTIL_REBOOT).build();

        site.apply(volatileSpec);

        assertThat(site.host.status(NETDEV)).isEmpty();
        assertThat(new BridgeCheck(volatileSpec).run(site.host)).allMatch(Finding::proved);
        assertThat(site.plan(volatileSpec).isEmpty()).isTrue();
    }

    @Test
    void takesABridgeOverFromCommands() {
        site.apply(SPEC.toBuilder().persistence(Persistence.UNTIL_REBOOT).build());

        site.apply(SPEC);

        assertThat(site.plan(SPEC).isEmpty()).isTrue();
        assertThat(site.host.status(NETDEV)).isPresent();
    }

    @Test
    void refusesALinkThatIsNotOurs() {
        site.links.putBridge("docker1", "10.9.0.1/16");

        assertThatThrownBy(() -> site.plan(SPEC))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("bridge docker1: found \"bridge docker1 [10.9.0.1/16]\"")
                .hasMessageContaining("adopt it");
    }

    @Test
    void refusesAFileThatIsNotOurs() {
        site.host.putFile(NETDEV, "[NetDev]\nName=docker1\nKind=bridge\n");

        assertThatThrownBy(() -> site.plan(SPEC))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("file " + NETDEV);
    }

    @Test
    void adoptsABridgeWithItsFiles() {
        site.host.putFile(NETDEV, "[NetDev]\nName=docker1\nKind=bridge\n");
        site.links.putBridge("docker1");

        site.apply(site.plan(Set.of(Bridge.id(SPEC.name()), ResourceId.file(NETDEV)), SPEC));

        assertThat(new BridgeCheck(SPEC).run(site.host)).allMatch(Finding::proved);
        assertThat(site.plan(SPEC).isEmpty()).isTrue();
    }

    @Test
    void refusesAnAdoptedLinkThatIsNoBridge() {
        site.links.putLink("docker1");

        assertThatThrownBy(() -> site.plan(Set.of(Bridge.id(SPEC.name())), SPEC))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("expected a bridge");
    }

    @Test
    void refusesASubnetInUse() {
        site.links.putRoute("10.8.0.0/15", "eth0");

        assertThatThrownBy(() -> site.plan(SPEC))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("a route to 10.8.0.0/15 through eth0");
    }

    @Test
    void refusesAnIpv6SubnetInUse() {
        site.links.putLink("eth1", "fd00:9::5/64");

        assertThatThrownBy(() -> site.plan(SPEC))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("address fd00:9::5/64 on eth1");
    }

    @Test
    void keepsItsSubnetWhenAnotherRouteComesLater() {
        site.apply(SPEC);
        site.links.putRoute("10.8.0.0/15", "eth0");

        Plan plan = site.plan(SPEC);

        assertThat(plan.isEmpty()).isTrue();
        assertThat(plan.notes()).singleElement().asString().contains("a route to 10.8.0.0/15 through eth0");
    }

    @Test
    void startsAndEnablesNetworkdWhereItIsUnused() {
        Site fresh = Site.withUnusedNetworkd();

        Plan plan = fresh.plan(SPEC);
        fresh.apply(plan);

        assertThat(Site.commands(plan))
                .containsExactly(
                        "systemctl enable --now systemd-networkd.service",
                        "systemctl disable systemd-networkd-wait-online.service",
                        "networkctl reload",
                        WAIT);
        assertThat(fresh.networkd.isEnabled()).isTrue();
        assertThat(fresh.networkd.delaysBoot()).isFalse();
        assertThat(fresh.plan(SPEC).isEmpty()).isTrue();
    }

    @Test
    void givesNetworkdUpWhereItWasUnused() {
        Site fresh = Site.withUnusedNetworkd();
        SortedMap<String, String> before = fresh.host.tree();
        fresh.apply(SPEC);

        Plan removal = fresh.planRemoval();
        fresh.apply(removal);

        assertThat(Site.commands(removal))
                .contains(
                        "systemctl disable systemd-networkd.service",
                        "systemctl stop systemd-networkd.service 'systemd-networkd*.socket'");
        assertThat(fresh.host.tree()).isEqualTo(before);
        assertThat(fresh.networkd.isActive()).isFalse();
        assertThat(fresh.networkd.isEnabled()).isFalse();
    }

    @Test
    void keepsNetworkdForOthersThatCameToUseIt() {
        Site fresh = Site.withUnusedNetworkd();
        fresh.apply(SPEC);
        fresh.host.putFile(AbsolutePath.of("/etc/systemd/network/10-eth0.network"), "[Match]\nName=eth0\n");
        fresh.run("networkctl reload");

        Plan removal = fresh.planRemoval();
        fresh.apply(removal);

        assertThat(fresh.networkd.isActive()).isTrue();
        assertThat(removal.notes())
                .containsExactly("systemd-networkd.service stays as it is, since there is"
                        + " /etc/systemd/network/10-eth0.network");
    }

    @Test
    void givesNetworkdUpThoughAFileIsMasked() {
        Site fresh = Site.withUnusedNetworkd();
        fresh.apply(SPEC);
        fresh.host.makeSymbolicLink(AbsolutePath.of("/etc/systemd/network/80-container-host0.network"), "/dev/null");

        fresh.apply(fresh.planRemoval());

        assertThat(fresh.networkd.isActive()).isFalse();
    }

    @Test
    void startsNetworkdThatIsEnabledAndStopped() {
        site.run("systemctl stop systemd-networkd.service");

        assertThat(Site.commands(site.plan(SPEC))).startsWith("systemctl start systemd-networkd.service");
    }

    @Test
    void givesNetworkdUpWhenCommandsTakeOver() {
        Site fresh = Site.withUnusedNetworkd();
        fresh.apply(SPEC);
        BridgeSpec volatileSpec =
                SPEC.toBuilder().persistence(Persistence.UNTIL_REBOOT).build();

        fresh.apply(volatileSpec);

        assertThat(fresh.networkd.isActive()).isFalse();
        assertThat(new BridgeCheck(volatileSpec).run(fresh.host)).allMatch(Finding::proved);
        assertThat(fresh.plan(volatileSpec).isEmpty()).isTrue();
    }

    @Test
    void makesSeveralBridgesWithOneNetworkd() {
        Site fresh = Site.withUnusedNetworkd();
        BridgeSpec second = BridgeSpec.builder("docker2", "10.10.0.1/16")
                .persistence(Persistence.NETWORKD)
                .build();
        fresh.apply(SPEC, second);

        fresh.apply(SPEC);

        assertThat(fresh.networkd.isActive()).isTrue();
        assertThat(fresh.network().link(second.name())).isEmpty();
        assertThat(fresh.plan(SPEC).isEmpty()).isTrue();
    }

    @Test
    void refusesAHostWithoutNetworkd() {
        site.host.answer(SimulatedCommand.printing(
                "LoadState=not-found\nActiveState=inactive\nUnitFileState=\n",
                "systemctl",
                "show",
                "--property=LoadState",
                "--property=ActiveState",
                "--property=UnitFileState",
                "systemd-networkd.service"));

        assertThatThrownBy(() -> site.plan(SPEC))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("systemd-networkd.service: found \"not-found\"")
                .hasMessageContaining("persistence(UNIT)");
    }

    @Test
    void goesOnAfterAnApplyThatFailed() {
        Site fresh = Site.withUnusedNetworkd();
        fresh.host.answer(SimulatedCommand.failing("no bus", "networkctl", "reload"));
        assertThatThrownBy(() -> fresh.apply(SPEC)).isInstanceOf(ApplyFailedException.class);
        fresh.host.answer(fresh.networkd);

        fresh.apply(SPEC);

        assertThat(new BridgeCheck(SPEC).run(fresh.host)).allMatch(Finding::proved);
        fresh.apply(fresh.planRemoval());
        assertThat(fresh.networkd.isEnabled()).isFalse();
    }

    @Test
    void stagesFilesAndEveryCommand(@TempDir Path directory) {
        Plan plan = Site.plan(StagedHost.at(directory), SPEC);

        assertThat(plan.changes())
                .extracting(Change::action)
                .containsExactly(
                        Action.CREATE, Action.CREATE, Action.UPDATE, Action.CREATE, Action.CREATE, Action.CREATE);
        assertThat(Site.commands(plan))
                .containsExactly(
                        "systemctl enable --now systemd-networkd.service",
                        "systemctl disable systemd-networkd-wait-online.service",
                        "networkctl reload",
                        WAIT);
    }
}
