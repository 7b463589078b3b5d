package dev.outboard.network.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.outboard.core.change.Action;
import dev.outboard.core.change.Change;
import dev.outboard.core.failure.ConflictException;
import dev.outboard.core.host.StagedHost;
import dev.outboard.core.plan.Plan;
import dev.outboard.core.verify.Finding;
import dev.outboard.network.BridgeSpec;
import dev.outboard.network.BridgeSpec.Persistence;
import dev.outboard.network.BridgeSpec.Tool;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class BridgeByCommandsTest {
    private static final BridgeSpec SPEC = BridgeSpec.builder("docker1", "10.9.0.1/16")
            .mtu(1450)
            .persistence(Persistence.UNTIL_REBOOT)
            .build();

    private final Site site = Site.withUnusedNetworkd();

    @Test
    void makesTheBridgeWithIp() {
        assertThat(Site.commands(site.plan(SPEC)))
                .containsExactly(
                        "ip link add name docker1 type bridge",
                        "ip address add 10.9.0.1/16 dev docker1",
                        "ip link set dev docker1 mtu 1450 up");
    }

    @Test
    void makesTheBridgeWithBrctlAsInTheArticle() {
        BridgeSpec spec = BridgeSpec.builder("docker1", "10.9.0.1/16")
                .persistence(Persistence.UNTIL_REBOOT)
                .tool(Tool.BRCTL)
                .build();

        assertThat(Site.commands(site.plan(spec)))
                .containsExactly(
                        "brctl addbr docker1", "ip address add 10.9.0.1/16 dev docker1", "ip link set dev docker1 up");
    }

    @Test
    void hasNothingToDoTheSecondTime() {
        site.apply(SPEC);

        assertThat(site.plan(SPEC).isEmpty()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(Tool.class)
    void leavesTheHostAsItWas(Tool tool) {
        SortedMap<String, String> before = site.host.tree();
        NetworkState network = site.network();
        site.apply(SPEC.toBuilder().tool(tool).build());

        site.apply(site.planRemoval());

        assertThat(site.host.tree()).isEqualTo(before);
        assertThat(site.network()).isEqualTo(network);
    }

    @Test
    void hasNothingToRemoveWhenTheBridgeIsGone() {
        site.apply(SPEC);
        site.links.removeLink("docker1");

        assertThat(site.planRemoval().changes()).isEmpty();
    }

    @Test
    void leavesALinkThatTookTheNameOfTheBridge() {
        site.apply(SPEC);
        site.links.removeLink("docker1").putLink("docker1");

        assertThat(site.planRemoval().changes()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ip address delete 10.9.0.1/16 dev docker1 | ip address add 10.9.0.1/16 dev docker1",
                "ip link set dev docker1 mtu 1400          | ip link set dev docker1 mtu 1450",
                "ip link set dev docker1 down              | ip link set dev docker1 up",
            })
    void mendsOnlyWhatDiffers(String damage, String repair) {
        site.apply(SPEC);
        site.run(damage);

        Plan plan = site.plan(SPEC);
        site.apply(plan);

        assertThat(Site.commands(plan)).containsExactly(repair);
        assertThat(site.plan(SPEC).isEmpty()).isTrue();
    }

    @Test
    void isMadeAgainAfterAReboot() {
        site.apply(SPEC);
        site.links.removeLink("docker1");

        assertThat(site.plan(SPEC).changes()).extracting(Change::action).containsExactly(Action.CREATE);
    }

    @Test
    void takesTheFormerAddressAway() {
        site.apply(SPEC);
        BridgeSpec other = BridgeSpec.builder("docker1", "10.11.0.1/16")
                .persistence(Persistence.UNTIL_REBOOT)
                .build();

        Plan plan = site.plan(other);
        site.apply(plan);

        assertThat(Site.commands(plan))
                .containsExactly(
                        "ip address delete 10.9.0.1/16 dev docker1", "ip address add 10.11.0.1/16 dev docker1");
        assertThat(site.plan(other).isEmpty()).isTrue();
    }

    @Test
    void leavesAddressesThatOthersGave() {
        site.apply(SPEC);
        site.run("ip address add 10.50.0.1/16 dev docker1");

        assertThat(site.plan(SPEC).isEmpty()).isTrue();
    }

    @Test
    void refusesALinkThatIsNotOurs() {
        site.links.putBridge("docker1", "10.9.0.1/16");

        assertThatThrownBy(() -> site.plan(SPEC)).isInstanceOf(ConflictException.class);
    }

    @Test
    void adoptsABridgeThatIsAsItShallBe() {
        BridgeSpec spec = BridgeSpec.builder("docker1", "10.9.0.1/16")
                .persistence(Persistence.UNTIL_REBOOT)
                .build();
        site.links.putBridge("docker1", "10.9.0.1/16");

        Plan plan = site.plan(Set.of(Bridge.id(spec.name())), spec);
        site.apply(plan);

        assertThat(plan.changes()).extracting(Change::action).containsExactly(Action.ADOPT);
        assertThat(site.plan(spec).isEmpty()).isTrue();
    }

    @Test
    void stagesEveryCommand(@TempDir Path directory) {
        assertThat(Site.commands(Site.plan(StagedHost.at(directory), SPEC))).hasSize(3);
    }

    @Test
    void provesWhatItSees() {
        site.apply(SPEC);

        assertThat(new BridgeCheck(SPEC).run(site.host))
                .containsExactly(new Finding("bridge docker1 is up with 10.9.0.1/16", true, "[10.9.0.1/16], MTU 1450"));
    }

    @Test
    void doesNotProveABridgeThatLacksSomething() {
        site.links.putBridge("docker1");

        assertThat(new BridgeCheck(SPEC).run(site.host))
                .containsExactly(new Finding(
                        "bridge docker1 is up with 10.9.0.1/16", false, "it lacks 10.9.0.1/16, its MTU is not 1450"));
    }

    @Test
    void doesNotProveWhatIsMissingOrNoBridge() {
        assertThat(new BridgeCheck(SPEC).run(site.host))
                .extracting(Finding::evidence)
                .containsExactly("there is no interface docker1");
        site.links.putLink("docker1", "10.9.0.1/16");
        assertThat(new BridgeCheck(SPEC).run(site.host)).noneMatch(Finding::proved);
    }

    @Test
    void needsNoNetworkd() {
        assertThat(Bridge.resources(List.of(SPEC))).containsExactly(new Bridge(SPEC));
    }
}
